package pos

import dev.refundkit.OkHttpSender
import dev.refundkit.RefundReason
import dev.refundkit.RefundStage
import dev.refundkit.RefundStatus
import dev.refundkit.RefundView
import dev.refundkit.SigningAlgorithm
import dev.refundkit.money
import java.io.ByteArrayOutputStream
import java.io.PrintStream
import java.nio.file.Path
import java.time.Duration
import kotlin.test.AfterTest
import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import okhttp3.OkHttpClient
import org.junit.jupiter.api.io.TempDir

/** The id of the session that the simulator calls `order-2`. */
private const val SESSION = "00000000-0000-4000-8000-000000000002"

/** Refunds with credentials out of each store: Tranzzo's by its secret, Bank 131's signed by the store. */
class AccountsTest {
    @TempDir
    lateinit var folder: Path
    private val simulator = Simulator()
    private var ahead = 0L
    private val stores by lazy {
        mapOf(
            "file" to FileCredentialStore(credentialsFile(folder)),
            "key store" to JcaCredentialStore.pkcs12(keyStoreFile(folder)) { PASSWORD.toCharArray() },
        )
    }

    @AfterTest
    fun end() = simulator.close()

    private fun <T> at(store: CredentialStore, use: (RefundService) -> T): T = Ledgers(folder.resolve("refunds.sqlite")).use {
        val sender = OkHttpSender(OkHttpClient.Builder().callTimeout(Duration.ofSeconds(2)).build())
        use(RefundService(accounts(store, simulator.address), sender, it) { System.currentTimeMillis() + ahead })
    }

    private fun RefundService.give(account: String, id: String, reference: String): RefundView {
        val currency = if (account == "bank131") "RUB" else "UAH"
        return refund(Order(account, id, money("100.00", currency)), Wish(reference, money("10.00", currency)))
    }

    @Test
    fun eachStoreHasWhatARefundNeeds() {
        for ((kind, store) in stores) {
            for ((account, id) in listOf("tranzzo" to "order-2", "bank131" to SESSION)) {
                val view = at(store) { it.give(account, id, "return by $kind") }
                assertEquals(RefundStage.ENDED to RefundStatus.SUCCEEDED, view.stage to view.status, "$kind, $account")
            }
        }
        assertEquals(listOf(2_000L to 2, 2_000L to 2), listOf("tranzzo", "bank131").map { simulator.moved("order-2", it) })
    }

    /** The question is signed by the store as well. */
    @Test
    fun aLostSignedRefundIsAskedForAndNotSentTwice() {
        val store = stores.getValue("key store")
        simulator.refunds("drop_after", account = "bank131")
        assertEquals(RefundReason.LOST, at(store) { it.give("bank131", SESSION, "return") }.reason)
        ahead = 60_000
        assertEquals(listOf(RefundStatus.SUCCEEDED), at(store) { till -> till.resume().map { it.status } })
        assertEquals(1_000L to 1, simulator.moved("order-2", "bank131"))
    }

    @Test
    fun whereTheStoreDoesNotSignNothingIsSentAndLaterItIs() {
        val file = keyStoreFile(folder)
        val stopped = object : CredentialStore by JcaCredentialStore.pkcs12(file, { PASSWORD.toCharArray() }) {
            override fun sign(name: String, algorithm: SigningAlgorithm, text: String) = throw CredentialStoreException("locked")
        }
        val taken = assertFailsWith<TakenOnException> { at(stopped) { it.give("bank131", SESSION, "return") } }
        assertTrue(taken.cause is CredentialStoreException && "return is taken on" in taken.message!!)
        assertEquals(emptyList(), at(stopped) { it.resume() })
        assertEquals(0L to 0, simulator.moved("order-2", "bank131"))
        assertEquals(listOf(RefundStatus.SUCCEEDED), at(stores.getValue("key store")) { till -> till.resume().map { it.status } })
    }

    private fun printed(run: () -> Unit): String {
        val (bytes, before) = ByteArrayOutputStream() to listOf(System.out, System.err)
        val captured = PrintStream(bytes, true)
        System.setOut(captured)
        System.setErr(captured)
        try {
            run()
        } finally {
            System.setOut(before[0])
            System.setErr(before[1])
        }
        return bytes.toString()
    }

    /** By the objects themselves, by a till whose credentials are refused, or in its database. */
    @Test
    fun noSecretIsPrintedOrKept() {
        val printed = printed {
            for (store in stores.values) {
                simulator.refunds("credentials_refused")
                println(listOf(store, TranzzoAccount(store), Bank131Account(store)))
                println(at(store) { it.give("tranzzo", "order-4", "return by ${store.javaClass.simpleName}") })
                println(at(store) { it.give("bank131", SESSION, "return by ${store.javaClass.simpleName}") })
            }
        }
        for (expected in listOf("FileCredentialStore@", "JcaCredentialStore@", "Bank131Account@", "RefundView(")) assertContains(printed, expected)
        val kept = folder.resolve("refunds.sqlite").toFile().readBytes().decodeToString()
        assertContains(kept, "return by JcaCredentialStore")
        for (secret in secrets) assertTrue(secret !in printed && secret !in kept, secret)
    }
}
