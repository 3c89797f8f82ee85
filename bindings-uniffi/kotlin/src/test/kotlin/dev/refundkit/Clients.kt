package dev.refundkit

import com.fasterxml.jackson.databind.JsonNode
import io.ktor.client.HttpClient as KtorClient
import io.ktor.client.engine.cio.CIO
import io.ktor.client.engine.cio.endpoint
import io.ktor.client.request.header
import io.ktor.client.request.request as ktorRequest
import io.ktor.client.request.setBody
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpRequest.newBuilder
import java.net.http.HttpResponse.BodyHandlers
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody
import io.ktor.client.engine.okhttp.OkHttp as OkHttpEngine

const val PATH = "/a%2Fb?x=%27+~&y=%D0%B0"
const val BODY = " {\"a\": \"é\"} "
const val LONG = 20_000L
val HEADERS = listOf(Header("content-type", "application/json"), Header("x-b", "1"), Header("x-a", "2"))
private val WAITING = listOf("silent", "stalled") // for an end that does not come
private val MILLISECONDS = mapOf("silent" to 800L, "stalled" to 800L, "connect_timeout" to 10_000L)

/** How the package sends with a client, and how the client sends by itself. */
class Client(val send: (HttpRequest, Long) -> HttpResponse, val plain: (HttpRequest, Long) -> HttpResponse)

/** What the ledger hears, the client's error behind it, and what arrived. */
class Sent(val heard: String, val error: Throwable?, val arrived: JsonNode) {
    val requests get() = arrived["requests"].asInt()
}

/** What came of every case, by method: sent by the package, and by the client as it comes. */
class Run(val told: Map<String, JsonNode>, val here: Map<String, Map<HttpMethod, Sent>>, val byItself: Map<String, Map<HttpMethod, Sent>>)

private fun okHttp(): Client {
    val client = OkHttpClient.Builder().connectTimeout(3, TimeUnit.SECONDS).sslSocketFactory(Trust.context.socketFactory, Trust.manager).build()
    val plain = { request: HttpRequest, milliseconds: Long ->
        val built = Request.Builder().url(request.url).method(request.method.name, request.body?.toRequestBody())
        OkHttpSender.response(client.newBuilder().callTimeout(milliseconds, TimeUnit.MILLISECONDS).build().newCall(built.build()).execute())
    }
    return Client(OkHttpSender(client)::send, plain)
}

private fun javaHttp(): Client {
    val client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).sslContext(Trust.context).build()
    val plain = { request: HttpRequest, milliseconds: Long ->
        val body = request.body?.let(BodyPublishers::ofString) ?: BodyPublishers.noBody()
        val built = newBuilder(URI(request.url)).timeout(Duration.ofMillis(milliseconds)).method(request.method.name, body)
        JavaHttpSender.response(client.send(built.build(), BodyHandlers.ofByteArray()))
    }
    return Client(JavaHttpSender(client)::send, plain)
}

/** Ktor with its own engine, which speaks TLS 1.2 at most. */
fun ktorCio() = KtorClient(CIO) {
    engine {
        endpoint { connectTimeout = 3_000 }
        https { trustManager = Trust.manager }
    }
}

private fun ktorOkHttp() = KtorClient(OkHttpEngine) {
    engine {
        config {
            connectTimeout(3, TimeUnit.SECONDS)
            sslSocketFactory(Trust.context.socketFactory, Trust.manager)
        }
    }
}

private fun ktor(client: KtorClient): Client {
    val sender = KtorSender(client)
    return Client(
        { request, milliseconds -> runBlocking { sender.send(request, milliseconds) } },
        { request, _ -> runBlocking { KtorSender.response(plainly(client, request)) } },
    )
}

/** As who knows no better would send with Ktor. */
suspend fun plainly(client: KtorClient, request: HttpRequest) = client.ktorRequest(request.url) {
    method = io.ktor.http.HttpMethod(request.method.name)
    request.headers.forEach { header(it.name, it.value) }
    request.body?.let { setBody(it) }
}

fun request(url: String, method: HttpMethod) = HttpRequest(method, url, HEADERS, BODY.takeIf { method == HttpMethod.POST })

fun run(client: Client): Run = Servers().use { servers ->
    val here = mutableMapOf<String, Map<HttpMethod, Sent>>()
    val byItself = mutableMapOf<String, Map<HttpMethod, Sent>>()
    for ((name, case) in servers.told) {
        val arrives = !case["unsent"].asBoolean() && name !in WAITING
        val methods = if (arrives) HttpMethod.entries else listOf(HttpMethod.POST)
        here[name] = methods.associateWith { servers.sent(client.send, name, it) }
        if (arrives && !name.startsWith("tls")) byItself[name] = methods.associateWith { servers.sent(client.plain, name, it) }
    }
    Run(servers.told, here, byItself)
}

/** Sends once to a case, on a connection that was used before where the case asks for that. */
private fun Servers.sent(send: (HttpRequest, Long) -> HttpResponse, name: String, method: HttpMethod): Sent {
    val url = told.getValue(name)["url"].asText()
    if (name == "reused_reset") {
        send(request(url, method), LONG)
        arrived(name)
    }
    val response = runCatching { send(request(url + PATH, method), MILLISECONDS[name] ?: LONG) }
    response.onSuccess { assertTrue(it.status >= 300u || it.body.decodeToString() == "{}") }
    val error = response.exceptionOrNull()
    val heard = if (error == null) "response" else if (error is NotSentException) "**not sent**" else "lost"
    return Sent(heard, if (error is NotSentException) error.cause else error, arrived(name))
}

const val JAVA = "`java.net.http` of Java 17"
private val OKHTTP = "OkHttp ${System.getProperty("okhttp.version")}"
val CIO_ENGINE = "Ktor ${System.getProperty("ktor.version")}, its engine CIO"
val OKHTTP_ENGINE = "Ktor, the engine of OkHttp"
private val clients = mapOf(
    OKHTTP to ::okHttp,
    JAVA to ::javaHttp,
    CIO_ENGINE to { ktor(ktorCio()) },
    OKHTTP_ENGINE to { ktor(ktorOkHttp()) },
)

/** What nobody can keep from being sent twice. A GET asks for the status and moves nothing. */
val questions = mapOf(
    OKHTTP to listOf("status_503 GET"),
    JAVA to listOf("reset GET", "closed GET", "reused_reset GET"),
    CIO_ENGINE to emptyList(),
    OKHTTP_ENGINE to listOf("reused_reset GET", "status_503 GET", "status_408 GET"),
)

/** What is refused in the handshake by who knows no TLS 1.3, and after it by all others. */
val unsentHere = mapOf(CIO_ENGINE to "tls_client_certificate")

/** All at once: most of the time they wait. */
val runs: Map<String, Run> by lazy {
    val threads = Executors.newCachedThreadPool()
    val running = clients.mapValues { (_, client) -> CompletableFuture.supplyAsync({ run(client()) }, threads) }
    running.mapValues { (_, run) -> run.get(1, TimeUnit.MINUTES) }.also { threads.shutdown() }
}
