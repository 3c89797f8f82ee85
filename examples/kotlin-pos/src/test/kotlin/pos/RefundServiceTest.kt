package pos

import com.sun.net.httpserver.HttpServer
import dev.refundkit.Attention
import dev.refundkit.HttpResponse
import dev.refundkit.LedgerHost
import dev.refundkit.OkHttpSender
import dev.refundkit.RefundException
import dev.refundkit.RefundReason
import dev.refundkit.RefundStage
import dev.refundkit.RefundStatus
import dev.refundkit.RefundView
import dev.refundkit.SendStep
import dev.refundkit.StoreStep
import dev.refundkit.checkStore
import dev.refundkit.code
import dev.refundkit.money
import java.net.InetAddress
import java.net.InetSocketAddress
import java.nio.file.Path
import java.sql.DriverManager
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ConcurrentLinkedQueue
import kotlin.concurrent.thread
import kotlin.test.AfterTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import okhttp3.OkHttpClient
import org.junit.jupiter.api.io.TempDir

private const val MINUTE = 60_000L

class RefundServiceTest {
    @TempDir
    lateinit var folder: Path
    private val simulator = Simulator()
    private val sender = OkHttpSender(OkHttpClient.Builder().callTimeout(Duration.ofSeconds(2)).build())
    private val store by lazy { FileCredentialStore(credentialsFile(folder)) }
    private val ledgers by lazy { Ledgers(folder.resolve("refunds.sqlite")) }
    private var ahead = 0L
    private val ten = money("10.00", "UAH")

    @AfterTest
    fun end() {
        ledgers.close()
        simulator.close()
    }

    /** On a clock that the test moves. */
    private fun service(address: String = simulator.address, at: Ledgers = ledgers) =
        RefundService(accounts(store, address), sender, at) { System.currentTimeMillis() + ahead }

    private fun order(name: String) = Order("tranzzo", name, money("100.00", "UAH"))

    private fun RefundService.give(name: String): RefundView = refund(order(name), Wish("return of $name", ten))

    private fun standing(view: RefundView) = Triple(view.stage, view.status, view.reason)

    private val succeeded = Triple(RefundStage.ENDED, RefundStatus.SUCCEEDED, RefundReason.ANSWER)

    @Test
    fun theTableKeepsTheRules() = checkStore(
        object : LedgerHost {
            override fun load(key: String) = ledgers.load(key)

            override fun store(step: StoreStep) = ledgers.store(step)

            override fun send(step: SendStep): HttpResponse? = null
        },
    )

    @Test
    fun aRefundGoesBackAndIsStored() {
        assertEquals(succeeded, standing(service().give("order-2")))
        assertEquals(succeeded, standing(assertNotNull(service().known(order("order-2"), "return of order-2"))))
        assertEquals(1_000L to 1, simulator.moved("order-2"))
    }

    @Test
    fun aDoubleTapIsOneRefund() {
        val views = (1..2).map { service().give("order-2") }
        assertEquals(listOf(succeeded, succeeded), views.map(::standing))
        assertEquals(1_000L to 1, simulator.moved("order-2"))
    }

    @Test
    fun aTillThatStartsWaitsForOneThatWrites() {
        val file = folder.resolve("new.sqlite")
        DriverManager.getConnection("jdbc:sqlite:$file").use { writing ->
            val statement = writing.createStatement().apply { execute("BEGIN IMMEDIATE") }
            val starting = CompletableFuture.runAsync { Ledgers(file).close() }
            Thread.sleep(1_000)
            statement.execute("COMMIT")
            starting.join()
        }
    }

    @Test
    fun twoTillsAtOnceSendOnce() {
        val tills = (1..2).map { number ->
            Ledgers(folder.resolve("refunds.sqlite")).let { own -> thread { own.use { service(at = it).give("order-2") } } }.also { check(number > 0) }
        }
        tills.forEach(Thread::join)
        assertEquals(1_000L to 1, simulator.moved("order-2"))
    }

    /** The cashier's thread and one that resumes. */
    @Test
    fun threadsShareTheTable() {
        val failed = ConcurrentLinkedQueue<Throwable>()
        val threads = (1..2).map { number ->
            thread {
                val keep = { place: Int -> ledgers.remember("$number of $place", order("order-6"), Wish("$number of $place", ten)) }
                runCatching { repeat(50, keep) }.onFailure(failed::add)
            }
        }
        threads.forEach(Thread::join)
        assertEquals(emptyList(), failed.toList())
        assertEquals(100, ledgers.due(0).size)
    }

    @Test
    fun anotherAmountUnderTheSameReferenceIsRefused() {
        service().give("order-2")
        val other = Wish("return of order-2", money("11.00", "UAH"))
        assertEquals("reference_taken", assertFailsWith<RefundException> { service().refund(order("order-2"), other) }.code)
        assertEquals(1_000L to 1, simulator.moved("order-2"))
    }

    @Test
    fun aRefundThatIsDecidedLaterIsAskedForWhenItIsDue() {
        assertEquals(RefundStage.IN_PROGRESS, service().give("order-3").stage)
        assertEquals(emptyList(), service().resume(), "it is too early to ask")
        Thread.sleep(1_200)
        ahead = MINUTE
        assertEquals(listOf(RefundStatus.SUCCEEDED), service().resume().map { it.status })
        assertEquals(1_000L to 1, simulator.moved("order-3"))
    }

    @Test
    fun aLostResponseIsFoundAndNothingIsSentTwice() {
        simulator.refunds("drop_after")
        assertEquals(RefundReason.LOST, service().give("order-4").reason)
        ahead = MINUTE
        assertEquals(listOf(RefundStatus.SUCCEEDED), service().resume().map { it.status })
        assertEquals(1_000L to 1, simulator.moved("order-4"))
    }

    @Test
    fun aRefundThatNeverArrivedIsNotTakenForSuccess() {
        simulator.refunds("drop_before")
        service().give("order-4")
        ahead = MINUTE
        assertEquals(listOf(RefundStatus.UNKNOWN), service().resume().map { it.status })
        assertEquals(0L to 0, simulator.moved("order-4"))
    }

    @Test
    fun aRedirectIsNotFollowed() {
        simulator.refunds("redirect")
        assertTrue(service().give("order-4").status != RefundStatus.SUCCEEDED)
        assertEquals(0L, simulator.moved("order-4").first)
    }

    @Test
    fun withoutConnectionNothingWasSentAndLaterItIs() {
        val view = service("http://127.0.0.1:1").give("order-2")
        assertEquals(RefundStage.PLANNED to 0L, view.stage to view.sendings.toLong())
        ahead = 10 * MINUTE
        assertEquals(listOf(succeeded), service().resume().map(::standing))
        assertEquals(1_000L to 1, simulator.moved("order-2"))
    }

    /** A till that dies after a wish was kept and before its ledger was: the next start goes on with it. */
    @Test
    fun aWishWithoutARowIsTakenUp() {
        val key = accounts(store, simulator.address).getValue("tranzzo").key(order("order-6"))
        ledgers.remember(key, order("order-6"), Wish("return of order-6", ten))
        assertEquals(listOf(succeeded), service().resume().map(::standing))
        assertEquals(emptyList(), service().resume())
    }

    /** The first refund has ended, so that its row has no work. */
    @Test
    fun aSecondWishIsTakenUp() {
        service().give("order-2")
        val key = accounts(store, simulator.address).getValue("tranzzo").key(order("order-2"))
        repeat(2) { ledgers.remember(key, order("order-2"), Wish("second", ten)) }
        assertEquals(listOf(succeeded, succeeded), service().resume().map(::standing))
        ledgers.remember(key, order("order-2"), Wish("second", ten))
        assertEquals(emptyList(), service().resume(), "a double tap is no work")
        assertEquals(2_000L to 2, simulator.moved("order-2"))
    }

    /** Another till that had opened the ledger before stores it once more, without work. */
    @Test
    fun aSecondWishIsTakenUpAfterAnotherTillStored() {
        service().give("order-2")
        val key = accounts(store, simulator.address).getValue("tranzzo").key(order("order-2"))
        ledgers.remember(key, order("order-2"), Wish("second", ten))
        val row = ledgers.load(key)!!
        assertTrue(ledgers.store(StoreStep(0u, key, row.body, row.version, null, Attention.NONE, "")))
        assertEquals(listOf(succeeded, succeeded), service().resume().map(::standing))
        assertEquals(emptyList(), service().resume())
    }

    /** A reference is the order's own: another order may have the same one. */
    @Test
    fun equalReferencesOfTwoOrdersAreTakenUp() {
        for (name in listOf("order-2", "order-6")) {
            val key = accounts(store, simulator.address).getValue("tranzzo").key(order(name))
            ledgers.remember(key, order(name), Wish("return-1", ten))
        }
        assertEquals(listOf(succeeded, succeeded), service().resume().map(::standing))
        assertEquals(listOf(1_000L to 1, 1_000L to 1), listOf("order-2", "order-6").map(simulator::moved))
    }

    @Test
    fun anOrderThatFailsKeepsNoOther() {
        val key = accounts(store, simulator.address).getValue("tranzzo").key(order("order-6"))
        ledgers.remember("a", Order("gone", "order-6", ten), Wish("gone", ten))
        ledgers.remember(key, order("order-6"), Wish("return of order-6", ten))
        assertEquals(listOf(succeeded), service().resume().map(::standing))
    }

    /** Another database of the same shop refunds the order as well, and so its refund is none that this one knows. */
    @Test
    fun anAlertThatNamesNoRefundIsTold() {
        service().give("order-2")
        Ledgers(folder.resolve("other.sqlite")).use { service(at = it).refund(order("order-2"), Wish("elsewhere", ten)) }
        assertEquals(emptyList(), service().needingAPerson())
        assertEquals(emptyList(), service().refund(order("order-2"), Wish("second", ten)).alerts)
        val (order, ledger) = service().needingAPerson().single()
        assertEquals("tranzzo order-2: call the office: RECORD_BEHIND", words(order, ledger))
    }

    @Test
    fun refusedCredentialsWaitForNewOnes() {
        simulator.refunds("credentials_refused")
        val refused = service().give("order-2")
        assertEquals(RefundStage.PLANNED to RefundReason.CREDENTIALS_REFUSED, refused.stage to refused.reason)
        assertEquals("not sent: the provider refuses the till's credentials; call the office", words(refused))
        ahead = 10 * MINUTE
        assertEquals(emptyList(), service().resume(), "nothing of it is due")
        assertEquals(1, service().needingAPerson().size)
        assertEquals(listOf(succeeded), service().credentialsChanged().map(::standing))
        assertEquals(emptyList(), service().needingAPerson())
        assertEquals(emptyList(), service().credentialsChanged())
    }

    /** The ledger's row cannot be written; the wish was. */
    @Test
    fun whatIsKeptAndFailsIsTakenOn() {
        ledgers.load("none") // makes the tables
        val file = folder.resolve("refunds.sqlite")
        DriverManager.getConnection("jdbc:sqlite:$file").use { other ->
            val statement = other.createStatement()
            statement.execute("CREATE TRIGGER full BEFORE INSERT ON refund_ledgers BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
            assertFailsWith<TakenOnException> { service().give("order-2") }
            assertEquals(0L to 0, simulator.moved("order-2"))
            statement.execute("DROP TRIGGER full")
        }
        assertEquals(listOf(succeeded), service().resume().map(::standing))
        assertEquals(1_000L to 1, simulator.moved("order-2"))
    }

    /** A till that is killed while its request is under way asks, and sends nothing. */
    @Test
    fun aTillThatWasKilledAsksAndSendsNothing() {
        val seen = mutableListOf<RefundView?>()
        val server = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0)
        server.createContext("/") {
            val isRefund = it.requestMethod == "POST"
            if (isRefund) seen += service().known(order("order-6"), "return of order-6")
            if (isRefund) throw Killed()
            it.sendResponseHeaders(200, 2)
            it.responseBody.use { body -> body.write("[]".encodeToByteArray()) }
        }
        server.start()
        service("http://127.0.0.1:${server.address.port}").give("order-6")
        server.stop(0)
        assertEquals(listOf<Pair<RefundStage, RefundReason?>?>(RefundStage.IN_PROGRESS to RefundReason.LOST), seen.map { it?.let { view -> view.stage to view.reason } })
        ahead = MINUTE
        assertEquals(listOf(RefundStatus.UNKNOWN), service().resume().map { it.status })
        assertEquals(0L to 0, simulator.moved("order-6"))
    }
}

private class Killed : RuntimeException()
