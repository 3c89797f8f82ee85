package dev.refundkit

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import java.lang.management.ManagementFactory
import java.math.BigDecimal
import javax.crypto.Mac
import javax.crypto.spec.SecretKeySpec
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.jupiter.api.condition.EnabledIfSystemProperty

/** Beside the same work by hand, in one run: `cargo xtask bench`. Medians of batches, in microseconds a call: elapsed, and of the thread's CPU. */
@EnabledIfSystemProperty(named = "benchmark", matches = "true")
class Benchmark {
    private val shop = Shop.tranzzo()
    private val map = TheMap(TheMapCredentials("Terminal", Shop.SECRET), TheMapConfig(Endpoint.Demo))
    private val form = "Amount=300&ErrCode=&MerchantContract=Terminal&MerchantOrderId=m-1&Notification=Refund&OriginalOrderId=o-1&State=Refunded&Success=true"
    private val webhook = ReceivedRequest(HttpMethod.POST, "/", emptyList(), "$form&Signature=${mac(form)}".encodeToByteArray())
    private val json = ObjectMapper()
    private val threads = ManagementFactory.getThreadMXBean()
    private val body = String(Shop.response.body)
    private val document = json.writeValueAsString(
        mapOf("provider" to "tranzzo", "operation" to "build_request", "refund" to json.readTree(Shop.refund.toStored())["data"],
            "credentials" to mapOf("posId" to "pos-1", "apiKey" to "api-key", "apiSecret" to "secret", "endpointsKey" to "endpoints")),
    )

    @Test
    fun run() {
        assertTrue(verified() && understood(json.readTree(body)))
        assertEquals("10.50", json.readTree(byHand())["amount"].asText().toBigDecimal().setScale(2).toPlainString())
        measure("build, typed") { shop.buildRequest(Shop.refund) }
        measure("build, by hand (Jackson)") { byHand() }
        measure("build, JSON interface") { dispatch(document) }
        measure("parse, typed") { shop.parseResponse(Shop.refund, Shop.response).outcome }
        measure("parse, by hand (Jackson)") { understood(json.readTree(body)) }
        measure("webhook, typed (HMAC)") { map.parseWebhook(webhook).event }
        measure("webhook, by hand (JCA)") { verified() }
        measure("smallest call: not sent") { shop.notSent(Shop.refund) }
        measure("smallest call: money") { money("10.50", "UAH") }
    }

    private fun byHand(): String = json.writeValueAsString(
        mapOf("pos_id" to "pos-1", "order_id" to Shop.refund.orderId, "refund_amount" to "10.50", "amount" to BigDecimal("10.50"),
            "currency" to "UAH", "comment" to Shop.refund.reference),
    )

    private fun understood(response: JsonNode): Boolean =
        response["status"].asText() == "success" && response["order_id"].asText() == Shop.refund.orderId &&
            response["currency"].asText() == "UAH" && response["amount"].asText().toBigDecimal().compareTo(BigDecimal("10.50")) == 0

    private fun mac(text: String): String = Mac.getInstance("HmacSHA256").run {
        init(SecretKeySpec(Shop.SECRET.encodeToByteArray(), algorithm))
        doFinal(text.encodeToByteArray()).joinToString("") { "%02x".format(it) }
    }

    private fun verified(): Boolean {
        val (signature, pairs) = String(webhook.body).split("&").partition { it.startsWith("Signature=") }
        return signature.single() == "Signature=${mac(pairs.sorted().joinToString("&"))}"
    }

    private fun measure(name: String, call: () -> Any?) {
        repeat(WARM_UP) { call() }
        val batches = List(REPETITIONS) { took(call) }
        val (elapsed, busy) = listOf(batches.map { it.first }, batches.map { it.second }).map { it.sorted()[REPETITIONS / 2] }
        println("%-28s %7.1f us, CPU %5.1f us".format(name, elapsed, busy))
    }

    private fun took(call: () -> Any?): Pair<Double, Double> {
        val (start, busy) = System.nanoTime() to threads.currentThreadCpuTime
        repeat(BATCH) { call() }
        return (System.nanoTime() - start) / 1_000.0 / BATCH to (threads.currentThreadCpuTime - busy) / 1_000.0 / BATCH
    }

    private companion object {
        const val WARM_UP = 20_000
        const val BATCH = 500
        const val REPETITIONS = 41
    }
}
