package dev.refundkit

import com.fasterxml.jackson.databind.ObjectMapper
import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import java.io.File
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.URI
import java.net.http.HttpClient
import java.util.concurrent.ConcurrentHashMap
import kotlin.test.AfterTest
import kotlin.test.BeforeTest
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertTrue

private val page = File(System.getProperty("page")).resolveSibling("providers.md").readText()
private val source = File(System.getProperty("page")).resolveSibling("src/test/kotlin/dev/refundkit/ProvidersPage.kt").readText()
private val blocks = Regex("(?s)```kotlin\\n(.*?)```").findAll(page).map { it.groupValues[1].trim() }.toList()
private val json = ObjectMapper()

/** The blocks of the page of all providers, run as they are printed against the simulator. */
class ProvidersTest {
    private val heard = ConcurrentHashMap<String, ReceivedRequest>()
    private val later = mutableListOf<Pair<String, (ReceivedRequest) -> Unit>>()
    private val webhooks = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0)
    private val simulator = simulated()
    private val address = simulator.inputStream.bufferedReader().readLine().substringBefore(",")
    private val host = SimulatorHost(address)
    private val shop = json.readTree(URI("$address/accounts").toURL()).at("/bank131/credentials").let {
        ProvidersPage(host, it["privateKey"].asText(), it["providerKeys"][0].asText()) { path, take -> later += path to take }
    }

    private fun simulated(): Process {
        val builder = ProcessBuilder(System.getProperty("simulator")).redirectError(ProcessBuilder.Redirect.INHERIT)
        builder.environment() += mapOf("PORT" to "0", "WEBHOOKS" to "http://127.0.0.1:${webhooks.address.port}")
        return builder.start()
    }

    @BeforeTest
    fun begin() {
        webhooks.createContext("/") { it.use(::hear) }
        webhooks.start()
    }

    @AfterTest
    fun end() {
        simulator.outputStream.close()
        simulator.waitFor()
        webhooks.stop(0)
    }

    private fun hear(exchange: HttpExchange) {
        val headers = exchange.requestHeaders.flatMap { (name, values) -> values.map { Header(name, it) } }
        val url = exchange.requestURI.toString()
        val body = exchange.requestBody.readBytes()
        heard[exchange.requestURI.path.removePrefix("/")] = ReceivedRequest(HttpMethod.valueOf(exchange.requestMethod), url, headers, body)
        exchange.sendResponseHeaders(200, -1)
    }

    /** What the page's provider told: the simulator's, or what theMAP sends where an account has no signing key. */
    private fun told(path: String): ReceivedRequest = if (path == "unsigned") unsigned() else heard.getValue(path)

    private fun unsigned(): ReceivedRequest {
        val entry = RefundEntry(refundId = "1", status = RefundStatus.SUCCEEDED, amount = Money(1_050, "RUB"))
        val paid = Money(10_000, "RUB")
        val payment = PaymentSnapshot("00000000-0000-4000-8000-000000000004", "order-4", captured = paid, entries = listOf(entry))
        val server = TheMapServer(TheMapCredentials("DemoTerminal"))
        val sent = server.buildWebhook("http://127.0.0.1:8081/themap", RefundUpdate("1", payment), System.currentTimeMillis())
        return ReceivedRequest(sent.method, sent.url, sent.headers, sent.body!!.encodeToByteArray())
    }

    @Test
    fun thePageIsWhatIsCompiled() {
        val given = source.split(Regex("(?m)^ *//\\n")).filterIndexed { index, _ -> index % 2 == 1 }
        assertEquals(blocks, given.map { it.trimIndent().trim() })
    }

    @Test
    fun everyRefundAndEveryMessage() {
        refunds()
        val waited = later.map { it.first }.filter { it != "unsigned" }
        val end = System.currentTimeMillis() + 20_000
        while (!heard.keys.containsAll(waited) && System.currentTimeMillis() < end) Thread.sleep(20)
        later.forEach { (path, take) -> take(told(path)) }
        val (messages, refunds) = blocks.filterNot { "fun answer" in it }.partition { Regex("parse\\w+\\(received\\)") in it }
        val says = (refunds + messages).flatMap(::comments)
        assertEquals(says.size, shop.printed.size)
        shop.printed.zip(says).forEach { (printed, comment) -> assertTrue(comment.startsWith(printed), "$printed, not $comment") }
        val bytes = File(System.getProperty("keys")).resolveSibling("pages/requests.txt").readLines()
        assertContentEquals(bytes, host.sent)
    }

    private fun refunds() {
        shop.bank131()
        shop.smartGlocal()
        shop.sberbankLegacy()
        shop.sberbankGateway()
        shop.theMapGoods()
        shop.theMapForm()
        shop.tranzzo()
        shop.notify(System.currentTimeMillis())
    }

    /** What the page says that a block prints. */
    private fun comments(block: String): List<String> = Regex("(?m)^println\\(.*\\) // (.*)$").findAll(block).map { it.groupValues[1] }.toList()

    @Test
    fun googleAsksTwiceAndIsPaidOnce() {
        val now = System.currentTimeMillis()
        val header = """{"protocolVersion":{"major":1,"minor":0,"revision":0},"requestId":"request-1","requestTimestamp":"$now"}"""
        val asked = """"paymentIntegratorAccountId":"shop","captureRequestId":"capture-1","currencyCode":"USD","refundAmount":"10500000""""
        val body = """{"requestHeader":$header,$asked}""".encodeToByteArray()
        val received = ReceivedRequest(HttpMethod.POST, "/v1/refund", emptyList(), body)
        assertEquals(listOf(200, 200), List(2) { shop.answer(received, now).status.toInt() })
        assertEquals(1, shop.payouts())
    }
}

/** SimulatorHost in memory, and the page's simulator where it really is. */
private class SimulatorHost(private val address: String) : LedgerHost {
    private val rows = mutableMapOf<String, LedgerRow>()
    private val sender = JavaHttpSender(HttpClient.newHttpClient())
    val sent = mutableListOf<String>()

    override fun load(key: String): LedgerRow? = rows[key]

    override fun store(step: StoreStep): Boolean {
        if (step.expected != (rows[step.key]?.version ?: 0L)) return false
        rows[step.key] = LedgerRow(step.body, step.expected + 1)
        return true
    }

    override fun send(step: SendStep): HttpResponse {
        if (step.money) sent += "POST ${step.request.url} ${step.request.body}"
        return sender.send(step.copy(request = step.request.copy(url = step.request.url.replace("http://127.0.0.1:8080", address))))
    }
}
