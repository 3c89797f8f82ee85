// The entry of one provider: its classes, and types that the whole takes as well.
import { format } from "refundkit";
import type { Money } from "refundkit";
import { Tranzzo, TranzzoServer, isRefundError, money, runLedger } from "refundkit/tranzzo";
import type { LedgerHost, LedgerRow, TranzzoCredentials } from "refundkit/tranzzo";

export async function refund(credentials: TranzzoCredentials, host: LedgerHost, row: LedgerRow | undefined): Promise<string> {
  const tranzzo = new Tranzzo(credentials);
  const captured: Money = money("100.00", "UAH");
  const ledger = tranzzo.ledger({ account: "shop" }, { orderId: "123" }, captured, row);
  try {
    ledger.request("return-1", { amount: captured });
  } catch (error) {
    if (isRefundError(error)) return error.code;
  }
  await runLedger(ledger, host);
  return format(ledger.view().left);
}

export function misuse(credentials: TranzzoCredentials): void {
  // @ts-expect-error the provider's own side is in the whole alone
  new TranzzoServer(credentials);
}
