package dev.refundkit

import java.net.http.HttpClient
import javax.sql.DataSource

/** The code of the package's first page, as it is printed there, and what it takes from its surroundings. */
class Page(credentials: TranzzoCredentials, endpoint: Endpoint, source: DataSource) {
    private val printed = mutableListOf<String>()

    val orders = mutableMapOf<String, Order>()

    fun println(text: String) {
        printed += text
    }

    /** What was printed since. */
    fun printed(): List<String> = printed.toList().also { printed.clear() }

    //
    val tranzzo = Tranzzo(credentials, TranzzoConfig(endpoint)) // Endpoint.Loopback("http://127.0.0.1:8080/tranzzo") is the simulator
    val settings = LedgerSettings("my-shop") // your own name of the account, for ever
    val sender = JavaHttpSender(HttpClient.newHttpClient()) // of Java 11; on Android and older Javas OkHttpSender(OkHttpClient())

    class Order(val payment: TranzzoPayment, val captured: Money) // such as Order(TranzzoPayment("123"), money("100.00", "UAH"))

    val insert = "INSERT INTO refund_ledgers (body, due, attention, summary, key, version) VALUES (?, ?, ?, ?, ?, ? + 1) ON CONFLICT DO NOTHING"
    val update = "UPDATE refund_ledgers SET body = ?, due = ?, attention = ?, summary = ?, version = version + 1 WHERE key = ? AND version = ?"

    val host = object : LedgerHost {
        override fun load(key: String): LedgerRow? = source.connection.use { connection ->
            val rows = connection.prepareStatement("SELECT body, version FROM refund_ledgers WHERE key = ?").apply { setString(1, key) }.executeQuery()
            if (rows.next()) LedgerRow(rows.getString(1), rows.getLong(2)) else null
        }

        override fun store(step: StoreStep): Boolean = source.connection.use { connection ->
            val write = connection.prepareStatement(if (step.expected == 0L) insert else update)
            val values = listOf(step.body, step.due, step.attention.name.lowercase(), step.summary, step.key, step.expected)
            values.forEachIndexed { index, value -> write.setObject(index + 1, value) }
            write.executeUpdate() == 1 // commits by itself; a row with another version is left as it is
        }

        override fun send(step: SendStep): HttpResponse = sender.send(step) // what throws here is a lost response, but for NotSentException

        override fun sendFailed(step: SendStep, error: Exception) = error.printStackTrace() // a lost response, or a mistake in send
    }

    fun open(order: Order): TranzzoLedger {
        val row = host.load(tranzzo.ledgerKey(settings, order.payment))
        return tranzzo.ledger(settings, order.payment, order.captured, row)
    }

    fun giveBack(order: Order) {
        val ledger = open(order)
        ledger.request("return-2041", TranzzoRequest(money("10.50", "UAH"))) // your own id of this refund: the same id is the same refund
        runLedger(ledger, host)
        val refund = ledger.refund("return-2041")!!
        println("${refund.stage} ${refund.status}") // ENDED SUCCEEDED, or where it stands now
    }

    //
    fun webhook(request: ReceivedRequest, respond: (HttpResponse) -> Unit) {
        try {
            val event = tranzzo.parseWebhook(request).event // verified, or no event
            val order = tranzzo.ledgerKeysOf(settings, event).firstNotNullOfOrNull { orders[it] } // what you opened that ledger with
                ?: return respond(event.acknowledgement) // about no payment of yours
            val ledger = open(order)
            ledger.listen() // what there is to send is left to the row's due: the provider waits for a response
            ledger.webhook(event, System.currentTimeMillis())
            var reply = httpResponse(503, byteArrayOf()) // it could not be kept: it comes again
            runLedger(ledger, object : LedgerHost by host {
                override fun acknowledge(response: HttpResponse) {
                    reply = response // after it was stored
                }
            })
            respond(reply)
        } catch (refused: RefundException) {
            respond(refused.reply ?: throw refused) // forged, or for someone else
        }
    }

    //
    fun alone() {
        val refund = TranzzoRefund("123", RefundAmount.Partial(money("10.50", "UAH")), reference = "return-2042")
        val request = tranzzo.buildRequest(refund) // what throws here means that nothing was sent
        val response = runCatching { sender.send(request, 60_000) }.getOrNull() // null is a lost response
        val (outcome, details) = tranzzo.parseResponse(refund, response) // never throws for what the wire did
        println("${outcome.status} ${details?.operationId}")
    }
    //
}
