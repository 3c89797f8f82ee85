package pos

import dev.refundkit.Endpoint
import dev.refundkit.LedgerView
import dev.refundkit.OkHttpSender
import dev.refundkit.RefundException
import dev.refundkit.RefundReason
import dev.refundkit.RefundStage
import dev.refundkit.RefundView
import dev.refundkit.code
import dev.refundkit.detail
import dev.refundkit.field
import dev.refundkit.money
import java.nio.file.Path
import java.nio.file.Paths
import kotlin.system.exitProcess
import okhttp3.OkHttpClient

/** The shop's accounts at the simulator. */
fun accounts(store: CredentialStore, simulator: String): Map<String, Account> = mapOf(
    "tranzzo" to TranzzoAccount(store, Endpoint.Loopback("$simulator/tranzzo")),
    "bank131" to Bank131Account(store, Endpoint.Loopback("$simulator/bank131")),
)

/** A file of PKCS#12, whose password is asked for once, or one of lines. */
fun credentials(file: Path): CredentialStore {
    if (!"$file".endsWith(".p12")) return FileCredentialStore(file)
    val typed = System.console()?.readPassword("Password of $file: ") ?: throw CredentialStoreException("there is no terminal to ask at")
    return JcaCredentialStore.pkcs12(file) { typed.clone() }
}

/** What the cashier reads. */
fun words(refund: RefundView): String = when (refund.stage) {
    RefundStage.ENDED -> "${refund.status} ${refund.amount.format()} ${refund.amount.currency}"
    RefundStage.PLANNED if refund.reason == RefundReason.CREDENTIALS_REFUSED ->
        "not sent: the provider refuses the till's credentials; call the office"
    RefundStage.PLANNED -> "not sent yet: ${refund.reason}; run again without arguments"
    RefundStage.IN_PROGRESS -> "not known yet; run again without arguments to ask"
    RefundStage.MANUAL_REVIEW -> "do not refund again, call the office: ${refund.reason}"
}

/** What the office has to look at: docs/on-call.md has the words. */
fun words(order: Order, ledger: LedgerView): String {
    val alerts = ledger.alerts.map { "${it.kind}" }
    val undecided = ledger.refunds.filter { it.stage == RefundStage.MANUAL_REVIEW }.map { "${it.reference} ${it.reason}" }
    return "${order.account} ${order.id}: call the office: ${(alerts + undecided).joinToString()}"
}

/**
 * `ACCOUNT ORDER AMOUNT REFERENCE`, or `credentials-changed`, or nothing: then it goes on with what is due. The reference is the till's own
 * id of the return, such as the number of its receipt: under the same one it is the same refund. Every order of the simulator is of 100.00.
 */
fun main(arguments: Array<String>) {
    val address = System.getenv("SIMULATOR") ?: error("SIMULATOR is the address that the simulator printed")
    val file = Paths.get(System.getenv("CREDENTIALS") ?: "till.credentials")
    try {
        Ledgers(Paths.get("refunds.sqlite")).use { run(accounts(credentials(file), address), it, arguments) }
    } catch (refused: RefundException) {
        System.err.println("${refused.field}: ${refused.detail} (${refused.code})")
        exitProcess(1)
    } catch (taken: TakenOnException) {
        System.err.println("${taken.message} (${taken.cause})")
        exitProcess(1)
    } catch (refused: CredentialStoreException) {
        System.err.println(refused.message)
        exitProcess(1)
    }
}

private fun run(accounts: Map<String, Account>, ledgers: Ledgers, arguments: Array<String>) {
    val service = RefundService(accounts, OkHttpSender(OkHttpClient()), ledgers)
    try {
        val renewed = if (arguments.contentEquals(arrayOf("credentials-changed"))) service.credentialsChanged() else emptyList()
        (renewed + service.resume()).forEach { println("${it.reference}: ${words(it)}") }
        if (arguments.size > 1) give(service, accounts, arguments)
    } finally {
        service.needingAPerson().forEach { (order, ledger) -> println(words(order, ledger)) }
    }
}

private fun give(service: RefundService, accounts: Map<String, Account>, arguments: Array<String>) {
    require(arguments.size == 4) { "ACCOUNT ORDER AMOUNT REFERENCE" }
    val (account, id, amount, reference) = arguments
    val currency = accounts[account]?.currency ?: error("there are the accounts ${accounts.keys}")
    val wish = Wish(reference, money(amount, currency))
    println(words(service.refund(Order(account, id, money("100.00", currency)), wish)))
}
