package dev.refundkit

import io.ktor.utils.io.ClosedByteChannelException
import java.io.File
import java.io.IOException
import java.net.http.HttpClient
import java.util.concurrent.TimeUnit
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody

/** Java sorts the headers, and Ktor leaves this one to the engine. */
private val orders = mapOf(JAVA to HEADERS.sortedBy { it.name }) + listOf(CIO_ENGINE, OKHTTP_ENGINE).associateWith { HEADERS.drop(1) + HEADERS.first() }

/** What the clients do when something goes wrong, over real sockets; docs/http-clients.md says the same. */
class ClientsTest {
    @Test
    fun whatIsNotSentHasNotArrivedAndCouldNot() = runs.forEach { (client, run) ->
        run.here.filterValues { it.getValue(HttpMethod.POST).heard == "**not sent**" }.forEach { (name, ends) ->
            assertTrue(run.told.getValue(name)["unsent"].asBoolean() || name == unsentHere[client], "$client: $name")
            assertEquals(0, ends.getValue(HttpMethod.POST).arrived["bytes"].asInt(), "$client: $name")
        }
    }

    @Test
    fun oneSendingArrivesOnce() = runs.forEach { (client, run) ->
        val twice = run.here.flatMap { (name, ends) -> ends.filterValues { it.requests > 1 }.map { "$name ${it.key}" } }
        assertEquals(questions.getValue(client), twice, client)
    }

    @Test
    fun itArrivesAsItWasBuilt() = runs.forEach { (client, run) ->
        val arrived = run.here.getValue("ok").getValue(HttpMethod.POST).arrived
        assertEquals(listOf("POST $PATH HTTP/1.1", BODY), listOf(arrived["line"].asText(), arrived["body"].asText()), client)
        val headers = arrived["headers"].map { Header(it[0].asText().lowercase(), it[1].asText()) }
        val names = HEADERS.map { it.name }
        val ours = headers.filter { it.name in names }
        assertEquals(orders[client] ?: HEADERS, ours, client)
        assertTrue(Header("content-length", "13") in headers, client)
    }

    @Test
    fun thePageSaysWhatWasFound() {
        val told = runs.values.first().told
        val errors = told.map { (name, case) -> listOf(case["what"].asText()) + runs.values.map { described(it.here.getValue(name).getValue(HttpMethod.POST)) } }
        val arriving = told.filterKeys { it in runs.values.first().byItself }
        val arrivals = arriving.map { (name, case) -> listOf(case["what"].asText()) + runs.values.map { counted(it.byItself.getValue(name)) } }
        val heads = "What the ledger hears:" to "Requests that arrive when the client sends by itself, as it comes:"
        holdPage("${heads.first}\n\n${table(errors)}\n\n${heads.second}\n\n${table(arrivals)}")
    }

    /** With the cause where it is a part of the proof: in what is lost it changes as the client's threads run. */
    private fun described(end: Sent): String {
        val error = end.error ?: return end.heard
        val causes = if (end.heard == "lost") emptySequence() else generateSequence(error.cause) { it.cause }
        val other = causes.firstOrNull { it.javaClass != error.javaClass }
        val cause = other?.let { " of `${it.javaClass.simpleName}`" }.orEmpty()
        return "`${named(error)}`$cause: ${end.heard}"
    }

    /** Which thread of Ktor sees first that a channel has closed changes the class, and nothing else. */
    private fun named(error: Throwable): String {
        val kind = if (error is ClosedByteChannelException) ClosedByteChannelException::class.java else error.javaClass
        return kind.simpleName
    }

    private fun counted(ends: Map<HttpMethod, Sent>): String {
        val (posts, gets) = listOf(HttpMethod.POST, HttpMethod.GET).map { ends.getValue(it).requests }
        return if (posts == gets) "$posts" else "POST $posts, GET $gets"
    }

    private fun table(rows: List<List<String>>): String {
        val head = listOf("") + runs.keys
        return (listOf(head, head.map { "---" }) + rows).joinToString("\n") { "| ${it.joinToString(" | ")} |" }
    }

    /** Compares what stands between the two marks of a part of the page, or writes it where `WRITE_FIXTURES` is set. */
    private fun holdPage(text: String) {
        val page = File(System.getProperty("clients.page"))
        val (begin, end) = "<!-- Kotlin: written by the tests -->\n" to "<!-- end of Kotlin -->"
        val (before, rest) = page.readText().split(begin)
        val (found, after) = rest.split(end)
        if (System.getenv("WRITE_FIXTURES") == null) return assertEquals("\n$text\n\n", found)
        page.writeText("$before$begin\n$text\n\n$end$after")
    }

    @Test
    fun whatComesTooLateIsNotSent() {
        val step = SendStep(1u, request("http://127.0.0.1:1", HttpMethod.POST), true, System.currentTimeMillis() - 1)
        val ktor = KtorSender(ktorCio())
        val sends = listOf<(SendStep) -> HttpResponse>(
            OkHttpSender(OkHttpClient())::send,
            JavaHttpSender(HttpClient.newHttpClient())::send,
            { runBlocking { ktor.send(it) } },
        )
        for (send in sends) {
            assertEquals(null, assertFailsWith<NotSentException> { send(step) }.cause)
        }
    }

    /** Its second attempt finds nobody, and the first has arrived. */
    @Test
    fun anInterceptorThatTriesAgainSendsNoSecondTimeAndProvesNothing() = Servers().use { servers ->
        val retrying = OkHttpClient.Builder().addInterceptor { chain -> runCatching { chain.proceed(chain.request()) }.getOrElse { chain.proceed(chain.request()) } }
        val url = servers.told.getValue("reset")["url"].asText()
        assertFailsWith<IOException> { OkHttpSender(retrying.build()).send(request(url, HttpMethod.POST), LONG) }
        assertEquals(1, servers.arrived("reset")["requests"].asInt())
    }

    /** As one for Cronet does: none of OkHttp's own parts hears of the request. */
    @Test
    fun anInterceptorThatSendsByAnotherClientProvesNothing() = Servers().use { servers ->
        val other = OkHttpClient.Builder().readTimeout(500, TimeUnit.MILLISECONDS).build()
        val instead = OkHttpClient.Builder().addInterceptor { other.newCall(it.request()).execute() }.build()
        val url = servers.told.getValue("silent")["url"].asText()
        assertFailsWith<IOException> { OkHttpSender(instead).send(request(url, HttpMethod.POST), LONG) }
        assertEquals(1, servers.arrived("silent")["requests"].asInt())
    }

    /** OkHttp itself was connecting, and sent nothing; the other client did. */
    @Test
    fun anInterceptorThatFallsBackToAnotherClientProvesNothing() = Servers().use { servers ->
        val (refused, reset) = listOf("refused", "reset").map { servers.told.getValue(it)["url"].asText() }
        val there = Request.Builder().url(reset).post("".toRequestBody()).build()
        val fallback = OkHttpClient.Builder().addInterceptor { chain ->
            runCatching { chain.proceed(chain.request()) }.getOrElse { OkHttpClient().newCall(there).execute() }
        }
        assertFailsWith<IOException> { OkHttpSender(fallback.build()).send(request(refused, HttpMethod.POST), LONG) }
        assertEquals(1, servers.arrived("reset")["requests"].asInt())
    }

    @Test
    fun whatIsOutOfTimeWhileItConnectsIsNotSent() = Servers().use { servers ->
        val sent = request(servers.told.getValue("connect_timeout")["url"].asText(), HttpMethod.POST)
        val sends = listOf<(HttpRequest, Long) -> HttpResponse>(OkHttpSender(OkHttpClient())::send, JavaHttpSender(HttpClient.newHttpClient())::send)
        val proved = sends.map { send -> runCatching { send(sent, 400) }.exceptionOrNull() is NotSentException }
        assertEquals(listOf(true, true), proved)
    }

    @Test
    fun aClientOfJavaThatSendsAgainIsRefused() {
        assertFailsWith<IllegalArgumentException> { JavaHttpSender(HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()) }
        val asks = object : java.net.Authenticator() {}
        assertFailsWith<IllegalArgumentException> { JavaHttpSender(HttpClient.newBuilder().authenticator(asks).build()) }
    }
}
