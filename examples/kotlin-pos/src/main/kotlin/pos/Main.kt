package pos

import dev.refundkit.Endpoint
import dev.refundkit.OkHttpSender
import dev.refundkit.RefundException
import dev.refundkit.RefundStage
import dev.refundkit.RefundView
import dev.refundkit.Tranzzo
import dev.refundkit.TranzzoConfig
import dev.refundkit.TranzzoCredentials
import dev.refundkit.code
import dev.refundkit.detail
import dev.refundkit.field
import dev.refundkit.money
import java.nio.file.Paths
import kotlin.system.exitProcess
import okhttp3.OkHttpClient

/** The simulator's point of sale. In a shop these come from where the shop keeps its keys. */
fun simulated(address: String): Tranzzo = Tranzzo(
    TranzzoCredentials("dc728de1-51ef-4ef1-80f7-3b44b07b5667", "demo-key", "demo-secret", "demo-endpoints-key"),
    TranzzoConfig(Endpoint.Loopback("$address/tranzzo")),
)

/** What the cashier reads. */
fun words(refund: RefundView): String = when (refund.stage) {
    RefundStage.ENDED -> "${refund.status} ${refund.amount.format()} ${refund.amount.currency}"
    RefundStage.PLANNED -> "not sent yet: ${refund.reason}; run again without arguments"
    RefundStage.IN_PROGRESS -> "not known yet; run again without arguments to ask"
    RefundStage.MANUAL_REVIEW -> "do not refund again, call the office: ${refund.reason}"
}

/** `ORDER AMOUNT [REFERENCE]`, or nothing: then it goes on with what is due. Every order of the simulator is of 100.00 UAH. */
fun main(arguments: Array<String>) {
    val address = System.getenv("SIMULATOR") ?: error("SIMULATOR is the address that the simulator printed")
    Ledgers(Paths.get("refunds.sqlite")).use { ledgers ->
        val service = RefundService(simulated(address), OkHttpSender(OkHttpClient()), ledgers)
        try {
            service.resume().forEach { println("${it.reference}: ${words(it)}") }
            if (arguments.size >= 2) {
                val order = Order(arguments[0], money("100.00", "UAH"))
                val reference = arguments.getOrElse(2) { "return of ${order.id}" }
                println(words(service.refund(order, Wish(reference, money(arguments[1], "UAH")))))
            }
        } catch (refused: RefundException) {
            System.err.println("${refused.field}: ${refused.detail} (${refused.code})")
            exitProcess(1)
        }
    }
}
