package dev.refundkit

import io.ktor.client.HttpClient
import io.ktor.client.engine.HttpClientEngineBase
import io.ktor.client.engine.HttpClientEngineConfig
import io.ktor.client.engine.cio.CIO
import io.ktor.client.plugins.HttpRequestRetry
import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.HttpResponseData
import io.ktor.http.content.OutgoingContent
import io.ktor.utils.io.InternalAPI
import io.ktor.utils.io.toByteArray
import java.io.IOException
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.async
import kotlinx.coroutines.cancel
import kotlinx.coroutines.delay
import kotlinx.coroutines.job
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.supervisorScope
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeoutOrNull
import org.junit.jupiter.api.AfterAll

private const val LATER = 200L

/** What is Ktor's alone; the rest is in [ClientsTest]. */
class KtorTest {
    private fun post(url: String) = request(url, HttpMethod.POST)

    private fun postTo(name: String) = post(servers.told.getValue(name)["url"].asText())

    @Test
    fun pluginsThatSendAgainAreLeftOut() {
        val retrying = HttpClient(CIO) {
            install(HttpRequestRetry) {
                retryOnExceptionOrServerErrors(3)
                delayMillis { 1 }
            }
        }
        for ((name, byItself) in mapOf("reset" to 4, "status_503" to 2)) {
            val sent = postTo(name)
            runBlocking { runCatching { plainly(retrying, sent) } }
            assertEquals(byItself, servers.arrived(name)["connections"].asInt(), name)
            val response = runBlocking { runCatching { KtorSender(retrying).send(sent, LONG) } }
            assertEquals(1, servers.arrived(name)["connections"].asInt(), name)
            assertEquals(if (name == "reset") null else 503, response.getOrNull()?.status?.toInt())
        }
    }

    @Test
    fun whatIsOutOfTimeWhileItConnectsIsNotSent() {
        val sender = KtorSender(ktorCio())
        assertFailsWith<NotSentException> { runBlocking { sender.send(postTo("connect_timeout"), 400) } }
    }

    /** It would have connected a moment too late. */
    @OptIn(InternalAPI::class)
    private class Late : HttpClientEngineBase("late") {
        override val config = HttpClientEngineConfig()
        val asked = CompletableDeferred<Result<Long?>>()

        override suspend fun execute(data: HttpRequestData): HttpResponseData = withContext(NonCancellable) {
            delay(LATER)
            asked.complete(runCatching { data.body.contentLength })
            throw IOException("there is no network")
        }
    }

    @Test
    fun whatWasGivenUpIsNotSentLater() {
        val late = Late()
        assertFailsWith<NotSentException> { runBlocking { KtorSender(HttpClient(late) {}).send(post("http://127.0.0.1:1"), LATER / 4) } }
        assertIs<IOException>(runBlocking { late.asked.await() }.exceptionOrNull())
    }

    @Test
    fun whatWasBegunIsLost() {
        val late = Late()
        assertFailsWith<IOException> { runBlocking { KtorSender(HttpClient(late) {}).send(post("http://127.0.0.1:1"), LONG) } }
        assertEquals(BODY.encodeToByteArray().size.toLong(), runBlocking { late.asked.await() }.getOrNull())
    }

    /** One that tries again by itself, as OkHttp's does. */
    @OptIn(InternalAPI::class)
    private class Twice : HttpClientEngineBase("twice") {
        override val config = HttpClientEngineConfig()
        val bodies = mutableListOf<ByteArray>()

        override suspend fun execute(data: HttpRequestData): HttpResponseData {
            repeat(2) { bodies += (data.body as OutgoingContent.ReadChannelContent).readFrom().toByteArray() }
            throw IOException("it does not come here")
        }
    }

    @Test
    fun anEngineThatTriesAgainHasNoBodyToSend() {
        val twice = Twice()
        val lost = assertFailsWith<IOException> { runBlocking { KtorSender(HttpClient(twice) {}).send(post("http://127.0.0.1:1"), LONG) } }
        assertEquals("a request is sent once" to listOf(BODY), lost.message to twice.bodies.map { it.decodeToString() })
    }

    @Test
    fun aCancellationOfTheCallerPasses() {
        val sender = KtorSender(ktorCio())
        for (name in listOf("silent", "connect_timeout")) {
            assertNull(runBlocking { withTimeoutOrNull(LATER) { sender.send(postTo(name), LONG) } }, name)
        }
    }

    /** A cancellation would end the run of the ledger. */
    @Test
    fun aCancellationOfTheEngineIsALostResponse() {
        val client = ktorCio()
        val sent = runBlocking {
            supervisorScope {
                val sending = async { KtorSender(client).send(postTo("silent"), LONG) }
                delay(LATER)
                client.engine.cancel()
                runCatching { sending.await() }
            }
        }
        assertIs<IOException>(sent.exceptionOrNull())
    }

    @Test
    fun theEngineEndsWithItsClient() {
        val client = ktorCio()
        KtorSender(client)
        client.close()
        assertNotNull(runBlocking { withTimeoutOrNull(2_000) { client.engine.coroutineContext.job.join() } })
    }

    companion object {
        private val servers = Servers()

        @AfterAll
        @JvmStatic
        fun end() = servers.close()
    }
}
