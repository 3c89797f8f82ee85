package pos

import dev.refundkit.Endpoint
import dev.refundkit.NextAction
import dev.refundkit.RefundException
import dev.refundkit.RefundOutcome
import dev.refundkit.Tranzzo
import dev.refundkit.TranzzoConfig
import dev.refundkit.TranzzoCredentials
import dev.refundkit.code
import dev.refundkit.detail
import dev.refundkit.field
import dev.refundkit.money
import java.nio.file.Paths
import kotlin.system.exitProcess

/** The simulator's point of sale. In a shop these come from where the shop keeps its keys. */
fun simulated(address: String): Tranzzo = Tranzzo(
    TranzzoCredentials("dc728de1-51ef-4ef1-80f7-3b44b07b5667", "demo-key", "demo-secret", "demo-endpoints-key"),
    TranzzoConfig(Endpoint.Loopback("$address/tranzzo")),
)

/** What the cashier reads. */
fun words(outcome: RefundOutcome): String = when (outcome.nextAction) {
    NextAction.DONE -> "${outcome.status}"
    NextAction.WAIT, NextAction.QUERY_STATUS, NextAction.RESEND_SAME -> "not known yet; run again without arguments to ask"
    NextAction.START_NEW -> "not refunded; try again later"
    NextAction.STOP -> "refused: ${outcome.message ?: outcome.code ?: outcome.problem}"
    NextAction.MANUAL_REVIEW -> "do not refund again, call the office: ${outcome.problem}"
}

fun main(arguments: Array<String>) {
    val address = System.getenv("SIMULATOR") ?: error("SIMULATOR is the address that the simulator printed")
    val service = RefundService(simulated(address), Sender(), Journal(Paths.get("journal")))
    try {
        service.resume().forEach { println("earlier refund: ${words(it)}") }
        if (arguments.size == 2) println(words(service.refund(arguments[0], money(arguments[1], "UAH"))))
    } catch (refused: RefundException) {
        System.err.println("${refused.field}: ${refused.detail} (${refused.code})")
        exitProcess(1)
    } catch (stopped: NothingSent) {
        System.err.println(stopped.message)
        exitProcess(1)
    }
}
