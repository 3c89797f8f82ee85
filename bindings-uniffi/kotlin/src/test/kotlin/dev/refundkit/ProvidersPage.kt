package dev.refundkit

import java.io.File
import java.net.http.HttpClient
import java.security.KeyStore
import java.security.cert.CertificateFactory
import javax.net.ssl.SSLContext
import javax.net.ssl.TrustManagerFactory
import javax.net.ssl.X509TrustManager
import okhttp3.OkHttpClient

/**
 * The code of the page of all providers, as it is printed there between two lines of `//`, and what it takes from its surroundings.
 * `told` keeps what is to be run once the provider has told something.
 */
class ProvidersPage(
    private val host: LedgerHost,
    private val privateKey: String,
    private val bankKey: String,
    private val told: (String, (ReceivedRequest) -> Unit) -> Unit,
) {
    private val settings = LedgerSettings("my-shop")
    private val glocalKey = bankKey
    private val payouts = mutableListOf<String>()

    /** What was printed. */
    val printed = mutableListOf<String>()

    private fun println(value: Any?) {
        printed += "$value"
    }

    private fun payOut(key: String, amount: Money): String = "payout-1".also { payouts += "$key ${amount.format()}" }

    private fun lookUp(key: String): String? = null.also { payouts += key }

    /** How often money moved for Google. */
    fun payouts(): Int = payouts.size

    //
    fun at(provider: String) = Endpoint.Loopback("http://127.0.0.1:8080/$provider") // the simulator

    /** Has a ledger take a message, and gives what to respond to its sender. */
    fun hear(ledger: RefundLedgerInterface, take: (Long) -> Unit): HttpResponse {
        var reply = httpResponse(503, byteArrayOf()) // it could not be kept: it comes again
        ledger.listen() // nothing is sent while the provider waits
        take(System.currentTimeMillis())
        runLedger(ledger, object : LedgerHost by host {
            override fun acknowledge(response: HttpResponse) {
                reply = response
            }
        })
        return reply
    }
    //

    fun bank131() {
        //
        val keys = SessionCredentials("demo-project", privateKey, providerKeys = listOf(bankKey))
        val bank131 = Bank131(keys, SessionConfig(at("bank131")))
        val session = PaymentSession("00000000-0000-4000-8000-000000000001")
        val row = host.load(bank131.ledgerKey(settings, session))
        val ledger = bank131.ledger(settings, session, money("100.00", "RUB"), row)
        ledger.request("return-131", SessionRequest(money("10.50", "RUB")))
        runLedger(ledger, host)
        println(ledger.refund("return-131")?.status) // PENDING: a webhook tells the end
        //
        told("bank131") { received ->
            //
            val event = bank131.parseWebhook(received).event // signed with one of `providerKeys`, or it throws
            val stored = host.load(bank131.ledgerKey(settings, session))
            val told = bank131.ledger(settings, session, money("100.00", "RUB"), stored)
            val reply = hear(told) { now -> told.webhook(event, now) }
            println("${reply.status} ${told.refund("return-131")?.status}") // 200 SUCCEEDED
            //
        }
    }

    fun smartGlocal() {
        //
        val keys = SessionCredentials("demo-project", privateKey, providerKeys = listOf(glocalKey))
        val glocal = SmartGlocal(keys, SessionConfig(at("smart_glocal")))
        val session = PaymentSession("00000000-0000-4000-8000-000000000001")
        val row = host.load(glocal.ledgerKey(settings, session))
        val ledger = glocal.ledger(settings, session, money("100.00", "USD"), row)
        ledger.request("return-sg", SessionRequest(money("10.50", "USD")))
        runLedger(ledger, host)
        println(ledger.refund("return-sg")?.status) // PENDING
        //
        told("smart_glocal") { received ->
            //
            val event = glocal.parseWebhook(received).event
            val stored = host.load(glocal.ledgerKey(settings, session))
            val told = glocal.ledger(settings, session, money("100.00", "USD"), stored)
            hear(told) { now -> told.webhook(event, now) }
            println(told.refund("return-sg")?.status) // SUCCEEDED
            //
        }
    }

    fun sberbankLegacy() {
        //
        val login = SberbankLegacyCredentials("demo-api", "demo-password", callbackTokens = listOf("demo-token"))
        val sberbank = SberbankLegacy(login, SberbankLegacyConfig(at("sberbank_legacy")))
        val order = SberbankOrder("00000000-0000-4000-8000-000000000001")
        val row = host.load(sberbank.ledgerKey(settings, order))
        val ledger = sberbank.ledger(settings, order, money("100.00", "RUB"), row)
        val cup = SberbankLegacyItem(1, "Cup", SberbankQuantity(2000, "pcs"), itemPrice = 525, itemAmount = 1050)
        ledger.request("return-old", SberbankLegacyRequest(SberbankMethod.REFUND, money("10.50", "RUB"), listOf(cup)))
        runLedger(ledger, host)
        println(ledger.refund("return-old")?.status) // PENDING
        //
        told("sberbank_legacy") { received ->
            //
            val event = sberbank.parseWebhook(received).event
            val stored = host.load(sberbank.ledgerKey(settings, order))
            val told = sberbank.ledger(settings, order, money("100.00", "RUB"), stored)
            hear(told) { now -> told.webhook(event, now) }
            println(told.refund("return-old")?.status) // SUCCEEDED
            //
        }
    }

    fun sberbankGateway() {
        //
        val login = SberbankGatewayCredentials("demo-api", "demo-password")
        val gateway = SberbankGateway(login, SberbankGatewayConfig(at("sberbank_gateway")))
        val order = SberbankOrder("00000000-0000-4000-8000-000000000001")
        val row = host.load(gateway.ledgerKey(settings, order))
        val ledger = gateway.ledger(settings, order, money("100.00", "RUB"), row)
        val cup = SberbankGatewayItem(
            positionId = 1, itemCode = "cup", name = "Cup", quantity = SberbankQuantity(2000, "0"), itemPrice = 525, itemAmount = 1050,
            paymentMethod = "full_payment", paymentObject = "1", taxType = 6,
        )
        val bundle = SberbankOrderBundle("1.2", "sell_refund", 1050, listOf(cup))
        ledger.request("return-new", SberbankGatewayRequest(SberbankMethod.REFUND, money("10.50", "RUB"), bundle))
        runLedger(ledger, host)
        println(ledger.refund("return-new")?.status) // PENDING
        //
        told("sberbank_gateway") { received ->
            //
            val notice = gateway.parseNotice(received).notice // `notice.paymentId` is the order that it names
            val stored = host.load(gateway.ledgerKey(settings, order))
            val told = gateway.ledger(settings, order, money("100.00", "RUB"), stored)
            val reply = hear(told) { now -> told.notice(notice, now) }
            println("${reply.status} ${told.refund("return-new")?.status}") // 200 PENDING: the row is due soon
            //
        }
    }

    fun theMapGoods() {
        //
        val keys = TheMapCredentials("DemoTerminal", "demo-signing-key")
        val config = TheMapConfig(at("themap"), goodsPrice = TheMapGoodsPrice.KOPECKS)
        val themap = TheMap(keys, config)
        val payment = TheMapPayment("00000000-0000-4000-8000-000000000001", "order-1")
        val row = host.load(themap.ledgerKey(settings, payment))
        val ledger = themap.ledger(settings, payment, money("100.00", "RUB"), row)
        val goods = listOf(TheMapGood("Cup", 550, tax = 1), TheMapGood("Saucer", 500, tax = 1))
        ledger.request("return-goods", TheMapRequest(money("10.50", "RUB"), goods = goods))
        runLedger(ledger, host)
        println(ledger.refund("return-goods")?.status) // PENDING
        //
        told("themap") { received ->
            //
            val event = themap.parseWebhook(received).event
            val stored = host.load(themap.ledgerKey(settings, payment))
            val told = themap.ledger(settings, payment, money("100.00", "RUB"), stored)
            hear(told) { now -> told.webhook(event, now) }
            println(told.refund("return-goods")?.status) // UNKNOWN: it may be about another refund
            //
        }
        theMapSplit(themap)
    }

    private fun theMapSplit(themap: TheMap) {
        //
        val divided = TheMapPayment("00000000-0000-4000-8000-000000000002", "order-2")
        val row = host.load(themap.ledgerKey(settings, divided))
        val ledger = themap.ledger(settings, divided, money("100.00", "RUB"), row)
        val split = listOf(TheMapSplit(1, 700, "Cups", "10"), TheMapSplit(2, 350, "Delivery", "2.75"))
        ledger.request("return-split", TheMapRequest(money("10.50", "RUB"), split = split))
        runLedger(ledger, host)
        println(ledger.refund("return-split")?.status) // SUCCEEDED
        //
    }

    fun theMapForm() {
        //
        val config = TheMapConfig(at("themap"), TheMapEncoding.FORM, unsignedNotifications = TheMapUnsigned.READ_AS_NOTICES)
        val form = TheMap(TheMapCredentials("DemoTerminal"), config)
        val plain = TheMapPayment("00000000-0000-4000-8000-000000000004", "order-4")
        val row = host.load(form.ledgerKey(settings, plain))
        val ledger = form.ledger(settings, plain, money("100.00", "RUB"), row)
        val email = TheMapParam("Email", "buyer@shop.example")
        ledger.request("return-form", TheMapRequest(money("10.50", "RUB"), params = listOf(email)))
        runLedger(ledger, host)
        println(ledger.refund("return-form")?.status) // SUCCEEDED
        //
        told("unsigned") { received ->
            //
            val notice = form.parseNotice(received).notice
            val stored = host.load(form.ledgerKey(settings, plain))
            val told = form.ledger(settings, plain, money("100.00", "RUB"), stored)
            val reply = hear(told) { now -> told.notice(notice, now) }
            println(reply.status) // 200
            //
        }
    }

    fun tranzzo() {
        //
        val credentials = TranzzoCredentials("dc728de1-51ef-4ef1-80f7-3b44b07b5667", "demo-key", "demo-secret", "demo-endpoints-key")
        val tranzzo = Tranzzo(credentials, TranzzoConfig(at("tranzzo")))
        val (one, eight) = listOf("order-1", "order-8").map(::TranzzoPayment)
        val part = tranzzo.ledger(settings, one, money("100.00", "UAH"), host.load(tranzzo.ledgerKey(settings, one)))
        part.request("return-part", TranzzoRequest(money("10.50", "UAH"), serverUrl = "https://shop.example/webhooks/tranzzo"))
        runLedger(part, host)
        val all = tranzzo.ledger(settings, eight, money("100.00", "UAH"), host.load(tranzzo.ledgerKey(settings, eight)))
        all.request("return-all", TranzzoRequest(money("100.00", "UAH")))
        runLedger(all, host)
        println("${part.refund("return-part")?.status} ${all.refund("return-all")?.status}") // PENDING SUCCEEDED

        val full = tranzzo.buildRequest(TranzzoRefund("order-6", RefundAmount.Full(money("100.00", "UAH"))))
        println("refund_amount" in full.body!!) // false: everything
        //
        told("tranzzo") { received ->
            //
            val event = tranzzo.parseWebhook(received).event // the signature is by the secret of the refunds
            val told = tranzzo.ledger(settings, one, money("100.00", "UAH"), host.load(tranzzo.ledgerKey(settings, one)))
            hear(told) { now -> told.webhook(event, now) }
            println(told.refund("return-part")?.status) // SUCCEEDED
            //
        }
        tranzzoSplit(tranzzo)
    }

    private fun tranzzoSplit(tranzzo: Tranzzo) {
        //
        val four = TranzzoPayment("order-4")
        val shared = tranzzo.ledger(settings, four, money("100.00", "UAH"), host.load(tranzzo.ledgerKey(settings, four)))
        val split = listOf(TranzzoShare(700, "seller-1"), TranzzoShare(350, "seller-2"))
        shared.request("return-shared", TranzzoRequest(money("10.50", "UAH"), split = split))
        runLedger(shared, host)
        println(shared.refund("return-shared")?.status) // SUCCEEDED
        //
    }

    //
    val google = GoogleIntegrator(GoogleCredentials(), GoogleConfig(accountIds = listOf("shop")))

    fun answer(received: ReceivedRequest, now: Long): HttpResponse { // verified and opened by the transport envelope
        val asked = google.parseRequest(received, now) // what it throws has the `reply`
        val capture = GoogleCaptureOpening("payment-1", "shop", money("100.00", "USD")) // your own name of the payment that it means
        val ledger = google.ledger(capture, host.load(google.ledgerKey(capture)))
        ledger.answer(asked, host.load(google.requestKey(asked)))
        while (true) {
            when (val step = ledger.next(now)) {
                is GoogleStep.Respond -> return step.v1.response
                is GoogleStep.Store -> if (host.store(step.v1)) ledger.stored(step.v1.id) else ledger.reload(host.load(step.v1.key))
                is GoogleStep.Pay -> tell(ledger, step.v1.id, payOut(step.v1.key, step.v1.amount), ledger::unknown)
                is GoogleStep.Check -> tell(ledger, step.v1.id, lookUp(step.v1.key), ledger::notPaid) // counts an hour after the first check
                is GoogleStep.Rest -> error("nothing to do, and nothing to respond")
            }
        }
    }

    fun tell(ledger: GoogleCaptureLedger, step: ULong, payout: String?, otherwise: (ULong) -> Unit) {
        if (payout != null) ledger.paid(step, GoogleRefundResult.Refunded(payout))
        else otherwise(step)
    }
    //

    fun notify(now: Long) {
        //
        val notification = GoogleNotification(
            GoogleShape.FLAT, GoogleProtocolVersion(1u, 0u, 0u), requestId = "result-1", accountId = "shop",
            refundRequestId = "request-1", result = GoogleRefundResult.Refunded("refund-1"),
        )
        val request = google.buildNotification(notification, now) // goes through the transport envelope, like everything here
        println(request.url) // https://vgw.googleapis.com/secure-serving/gsp/v1/refundResultNotification/shop
        //
    }

    /** What the page says of TLS. */
    class Trusting {
        //
        fun trustManager(keys: KeyStore?): X509TrustManager {
            val factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm())
            factory.init(keys) // null: the usual authorities
            return factory.trustManagers.single() as X509TrustManager
        }

        fun trusting(file: File): X509TrustManager {
            val added = file.inputStream().use { CertificateFactory.getInstance("X.509").generateCertificates(it) }
            val keys = KeyStore.getInstance(KeyStore.getDefaultType()).apply { load(null) }
            (trustManager(null).acceptedIssuers.asList() + added).forEachIndexed { index, each -> keys.setCertificateEntry("$index", each) }
            return trustManager(keys)
        }

        val manager = trusting(File("russian_trusted_root_ca.pem"))
        val context: SSLContext = SSLContext.getInstance("TLS").apply { init(null, arrayOf(manager), null) }
        val javaClient: HttpClient = HttpClient.newBuilder().sslContext(context).build()
        val okClient = OkHttpClient.Builder().sslSocketFactory(context.socketFactory, manager).build()
        //
    }
}
