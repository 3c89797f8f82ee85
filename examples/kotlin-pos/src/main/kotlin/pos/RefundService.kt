package pos

import dev.refundkit.HttpResponse
import dev.refundkit.LedgerHost
import dev.refundkit.LedgerRow
import dev.refundkit.LedgerSettings
import dev.refundkit.OkHttpSender
import dev.refundkit.RefundException
import dev.refundkit.RefundView
import dev.refundkit.SendStep
import dev.refundkit.StoreStep
import dev.refundkit.Tranzzo
import dev.refundkit.TranzzoLedger
import dev.refundkit.TranzzoPayment
import dev.refundkit.TranzzoRequest
import dev.refundkit.code
import dev.refundkit.detail
import dev.refundkit.runLedger

/** Refunds at one point of sale. The ledger of an order keeps the order of things; this carries out its steps. */
class RefundService(
    private val provider: Tranzzo,
    private val sender: OkHttpSender,
    private val ledgers: Ledgers,
    private val clock: () -> Long = System::currentTimeMillis,
) {
    /** The shop's own name of the account, for ever. */
    private val settings = LedgerSettings("till")

    private val host = object : LedgerHost {
        override fun load(key: String): LedgerRow? = ledgers.load(key)

        override fun store(step: StoreStep): Boolean = ledgers.store(step)

        override fun send(step: SendStep): HttpResponse? = sender.send(step.request, step.before - clock())
    }

    /** Gives back part of an order. `reference` is the till's own id: a double tap is the same refund. */
    fun refund(order: Order, wish: Wish): RefundView {
        val key = keyOf(order)
        val ledger = open(order)
        ledger.request(wish.reference, TranzzoRequest(wish.amount)) // what is wrong with it throws here, and nothing is kept
        ledgers.remember(key, order, wish)
        runLedger(ledger, host, clock)
        return ledger.refund(wish.reference)!!
    }

    /** Goes on with every order that has work now, also after a crash. To be called at the start and then now and again. */
    fun resume(): List<RefundView> = ledgers.due(clock()).flatMap { key ->
        try {
            resumed(key)
        } catch (refused: RefundException) {
            System.err.println("$key: ${refused.code} ${refused.detail}") // one order must not keep the others
            emptyList()
        }
    }

    private fun resumed(key: String): List<RefundView> {
        val ledger = open(ledgers.order(key))
        ledgers.wishes(key).forEach { ledger.request(it.reference, TranzzoRequest(it.amount)) }
        runLedger(ledger, host, clock)
        return ledger.view().refunds
    }

    /** A refund as it is known, without asking anybody. */
    fun known(order: Order, reference: String): RefundView? = open(order).refund(reference)

    private fun open(order: Order): TranzzoLedger =
        provider.ledger(settings, TranzzoPayment(order.id), order.captured, ledgers.load(keyOf(order)))

    private fun keyOf(order: Order): String = provider.ledgerKey(settings, TranzzoPayment(order.id))
}
