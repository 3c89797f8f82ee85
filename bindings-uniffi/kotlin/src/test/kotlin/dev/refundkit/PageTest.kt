package dev.refundkit

import com.fasterxml.jackson.databind.ObjectMapper
import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import java.io.File
import java.net.InetAddress
import java.net.InetSocketAddress
import java.nio.file.Files
import kotlin.test.AfterTest
import kotlin.test.BeforeTest
import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import org.sqlite.SQLiteDataSource

private val page = File(System.getProperty("page")).readText()
private val source = File(System.getProperty("page")).resolveSibling("src/test/kotlin/dev/refundkit/Page.kt").readText()
private val json = ObjectMapper()

/** The lines of the package's first page, run as they are printed against a provider that lists nothing. */
class PageTest {
    private val database = Files.createTempFile("refundkit", ".db")
    private val rows = SQLiteDataSource().apply { url = "jdbc:sqlite:$database" }
    private val provider = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0)
    private val shop = Page(Shop.credentials, Endpoint.Loopback("http://127.0.0.1:${provider.address.port}"), rows)
    private val order = Page.Order(TranzzoPayment("123"), Money(10_000, "UAH"))
    private val refunds = mutableListOf<String>()
    private var answer: (String) -> String? = ::succeeded

    @BeforeTest
    fun begin() {
        val table = Regex("(?s)```sql\\n(CREATE TABLE .*?;)").find(page)!!.groupValues[1]
        rows.connection.use { it.createStatement().execute(table) }
        shop.orders[shop.tranzzo.ledgerKey(shop.settings, order.payment)] = order
        provider.createContext("/") { it.use(::respond) }
        provider.start()
    }

    @AfterTest
    fun end() {
        provider.stop(0)
        Files.delete(database)
    }

    private fun respond(exchange: HttpExchange) {
        val asked = exchange.requestBody.readBytes().decodeToString()
        if (exchange.requestMethod == "POST") refunds += asked
        val body = (if (exchange.requestMethod == "POST") answer(asked) else "[]")?.encodeToByteArray() ?: return
        exchange.sendResponseHeaders(200, body.size.toLong())
        exchange.responseBody.write(body)
    }

    private fun succeeded(asked: String): String {
        val reference = json.readTree(asked).path("comment").asText()
        return """{"operation_id":"f7d0","order_id":"123","method":"refund","amount":10.5,"currency":"UAH","status":"success","comment":"$reference"}"""
    }

    @Test
    fun thePageIsWhatIsCompiled() {
        val given = source.split("    //\n").drop(1).dropLast(1).map { it.trimIndent().trim() }
        val blocks = Regex("(?s)```kotlin\\n(.*?)```").findAll(page).map { it.groupValues[1] }.take(3).toList()
        assertEquals(given, blocks.map { block -> block.lines().filterNot { it.startsWith("import ") }.joinToString("\n").trim() })
        val imports = blocks.first().lines().filter { it.startsWith("import ") && "refundkit" !in it }
        assertTrue(imports.isNotEmpty() && imports.all { it in source.lines() }, "$imports")
    }

    @Test
    fun aRefund() {
        repeat(2) { shop.giveBack(order) }
        assertEquals(listOf("ENDED SUCCEEDED", "ENDED SUCCEEDED"), shop.printed())
        assertContains(refunds.single(), "\"refund_amount\":10.50")
    }

    @Test
    fun aCallThatFailsIsALostResponseAndIsNotSentAgain() {
        answer = { null }
        repeat(2) { shop.giveBack(order) }
        assertEquals(listOf("IN_PROGRESS UNKNOWN", "IN_PROGRESS UNKNOWN"), shop.printed())
        assertEquals(1, refunds.size)
    }

    @Test
    fun whoLosesTheRaceForARowReloadsIt() {
        val (one, two) = List(2) { shop.open(order) }
        one.request("return-1", TranzzoRequest(Money(100, "UAH")))
        two.request("return-2", TranzzoRequest(Money(200, "UAH")))
        assertTrue(shop.host.store((two.next(System.currentTimeMillis()) as LedgerStep.Store).v1))
        runLedger(one, shop.host)
        assertEquals(listOf("return-2", "return-1"), one.view().refunds.map { it.reference })
    }

    @Test
    fun aFailedReadIsNotTakenForNoRow() {
        rows.connection.use { it.createStatement().execute("DROP TABLE refund_ledgers") }
        assertFailsWith<java.sql.SQLException> { shop.open(order) }
    }

    @Test
    fun aWebhook() {
        answer = { null }
        shop.giveBack(order)
        val announced = announce(shop.open(order).refund("return-2041")!!.wireReference)
        assertEquals(401, status(announced.copy(body = announced.body.decodeToString().replace("data=", "data=A").encodeToByteArray())))
        assertEquals(RefundStage.IN_PROGRESS, shop.open(order).refund("return-2041")!!.stage)
        assertEquals(200, status(announced))
        assertEquals(RefundStatus.SUCCEEDED, shop.open(order).refund("return-2041")!!.status)
        shop.orders.clear()
        assertEquals(200, status(announced))
    }

    @Test
    fun aWebhookThatCannotBeKeptComesAgain() {
        val ledger = shop.open(order)
        ledger.listen()
        repeat(256) { ledger.webhook(shop.tranzzo.parseWebhook(announce("", "$it")).event, System.currentTimeMillis()) } // a row keeps no more
        runLedger(ledger, object : LedgerHost by shop.host {
            override fun acknowledge(response: HttpResponse) = Unit
        })
        assertEquals(503, status(announce("", "one more")))
    }

    private fun status(request: ReceivedRequest): Int {
        val given = mutableListOf<Int>()
        shop.webhook(request) { given += it.status.toInt() }
        return given.single()
    }

    /** The webhook that tells of the page's refund. */
    private fun announce(reference: String, refundId: String = "1"): ReceivedRequest {
        val entry = RefundEntry(refundId = refundId, status = RefundStatus.SUCCEEDED, amount = Money(1_050, "UAH"), reference = reference)
        val update = RefundUpdate(refundId = refundId, payment = PaymentSnapshot(merchantOrder = "123", entries = listOf(entry)))
        val sent = TranzzoServer(Shop.credentials).buildWebhook("https://shop.example/webhooks/tranzzo", update, System.currentTimeMillis())
        return ReceivedRequest(sent.method, sent.url, sent.headers, sent.body!!.encodeToByteArray())
    }

    @Test
    fun oneMessageAtATime() {
        shop.alone()
        assertEquals(listOf("SUCCEEDED f7d0"), shop.printed())
    }
}
