package pos

import dev.refundkit.Bank131
import dev.refundkit.Endpoint
import dev.refundkit.LedgerRow
import dev.refundkit.LedgerSettings
import dev.refundkit.PaymentSession
import dev.refundkit.RefundLedgerInterface
import dev.refundkit.SessionConfig
import dev.refundkit.SessionCredentials
import dev.refundkit.SessionRequest
import dev.refundkit.SignStep
import dev.refundkit.Tranzzo
import dev.refundkit.TranzzoConfig
import dev.refundkit.TranzzoCredentials
import dev.refundkit.TranzzoPayment
import dev.refundkit.TranzzoRequest

/** The shop's account at a provider. Providers differ in the types of a payment and of a request; what a ledger does is the same. */
interface Account {
    val currency: String

    fun key(order: Order): String

    fun open(order: Order, row: LedgerRow?): OpenLedger

    /** For providers that want signed requests. */
    fun sign(step: SignStep): ByteArray = error("nothing is signed here")
}

/** The ledger of an order, and how it takes a wish. */
class OpenLedger(val ledger: RefundLedgerInterface, val request: (Wish) -> Unit)

/** The shop's own name of its accounts, for ever. */
private val settings = LedgerSettings("till")

/** Its requests carry digests that are made with the secret, so that the library has it. */
class TranzzoAccount(store: CredentialStore, endpoint: Endpoint = Endpoint.Live) : Account {
    private val provider = Tranzzo(
        TranzzoCredentials(
            posId = store.text("tranzzo.posId"),
            apiKey = store.text("tranzzo.apiKey"),
            apiSecret = store.text("tranzzo.apiSecret"),
            endpointsKey = store.text("tranzzo.endpointsKey"),
        ),
        TranzzoConfig(endpoint),
    )

    override val currency = "UAH"

    override fun key(order: Order): String = provider.ledgerKey(settings, TranzzoPayment(order.id))

    override fun open(order: Order, row: LedgerRow?): OpenLedger {
        val ledger = provider.ledger(settings, TranzzoPayment(order.id), order.captured, row)
        return OpenLedger(ledger) { ledger.request(it.reference, TranzzoRequest(it.amount)) }
    }
}

private const val SIGNING_KEY = "bank131.signingKey"

/** Its requests are signed by the store. The library has the public key, and lets nothing leave that this does not verify. */
class Bank131Account(private val store: CredentialStore, endpoint: Endpoint = Endpoint.Live) : Account {
    private val provider = Bank131(
        SessionCredentials(project = store.text("bank131.project"), publicKey = store.publicKey(SIGNING_KEY)),
        SessionConfig(endpoint),
    )

    override val currency = "RUB"

    /** The id of such an order is that of its session. */
    override fun key(order: Order): String = provider.ledgerKey(settings, PaymentSession(order.id))

    override fun open(order: Order, row: LedgerRow?): OpenLedger {
        val ledger = provider.ledger(settings, PaymentSession(order.id), order.captured, row)
        return OpenLedger(ledger) { ledger.request(it.reference, SessionRequest(it.amount)) }
    }

    override fun sign(step: SignStep): ByteArray = store.sign(SIGNING_KEY, step.algorithm, step.toSign)
}
