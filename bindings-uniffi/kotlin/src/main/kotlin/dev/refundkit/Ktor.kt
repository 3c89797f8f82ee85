package dev.refundkit

import io.ktor.client.HttpClient
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.prepareRequest
import io.ktor.client.request.setBody
import io.ktor.client.request.url
import io.ktor.client.statement.bodyAsChannel
import io.ktor.http.Headers
import io.ktor.http.HttpHeaders
import io.ktor.http.content.OutgoingContent
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.readRemaining
import java.io.IOException
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicReference
import kotlin.coroutines.cancellation.CancellationException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.job
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.io.readByteArray

/**
 * Sends a step of a ledger with Ktor, once. Of the client it uses the engine, with its connections, proxy and trust, and no
 * plugin: some of them send again, follow redirects, or change what was signed. Make it once and keep it: each has a client of its
 * own, which ends with yours. Who does not use this class needs no Ktor.
 */
class KtorSender(client: HttpClient) {
    private val once = HttpClient(client.engine) {
        followRedirects = false
        useDefaultTransformers = false // they add headers
    }

    init {
        // The engine does not end before the last of its clients has.
        client.coroutineContext.job.invokeOnCompletion { once.close() }
    }

    /**
     * The response. What it throws is a lost one, except for [NotSentException]: the engine had not yet begun to write the
     * request, and no longer can. It gives up at the step's `before`. A cancellation is thrown as it is.
     */
    @Throws(IOException::class, NotSentException::class, CancellationException::class)
    suspend fun send(step: SendStep): HttpResponse {
        val left = step.before - System.currentTimeMillis()
        if (left <= 0) throw NotSentException()
        return send(step.request, left)
    }

    /** The same for a request of your own, which takes so many milliseconds at most. */
    @Throws(IOException::class, NotSentException::class, CancellationException::class)
    suspend fun send(request: HttpRequest, milliseconds: Long): HttpResponse {
        val attempt = KtorAttempt()
        try {
            val response = withTimeoutOrNull(milliseconds) { once.prepareRequest(plain(request, attempt)).execute { response(it) } }
            return response ?: throw IOException("the response did not end in time")
        } catch (error: Exception) {
            currentCoroutineContext().ensureActive()
            if (attempt.giveUp()) throw NotSentException(error)
            // The engine's own cancellation is not one of the caller.
            throw error as? IOException ?: IOException("the engine of Ktor failed", error)
        }
    }

    /** Exactly these headers and this body: the bytes that were signed. */
    private fun plain(request: HttpRequest, attempt: KtorAttempt) = HttpRequestBuilder().apply {
        url(request.url)
        method = io.ktor.http.HttpMethod(request.method.name)
        request.headers.forEach { headers.append(spelled(it.name), it.value) }
        val body = request.body
        setBody(if (body == null) KtorEmpty(attempt) else KtorBody(body.encodeToByteArray(), attempt))
    }

    /** Ktor knows this one in its own spelling alone, and would send it twice. */
    private fun spelled(name: String) = if (name.equals(HttpHeaders.ContentType, ignoreCase = true)) HttpHeaders.ContentType else name

    companion object {
        /** A response of Ktor, for the parse methods. Of a body longer than the 4 MiB that are parsed, one byte more is read. */
        @Throws(IOException::class, CancellationException::class)
        suspend fun response(response: io.ktor.client.statement.HttpResponse): HttpResponse {
            val headers = response.headers.entries().flatMap { (name, values) -> values.map { Header(name, it) } }
            val body = beginning(response.bodyAsChannel())
            // Ktor's own engine ends such a body as if it were whole.
            val told = response.headers[HttpHeaders.ContentLength]?.toLongOrNull() ?: 0
            if (body.size < minOf(told, LONGEST_BODY)) throw IOException("the response breaks off")
            return httpResponse(response.status.value, body, headers)
        }
    }
}

private suspend fun beginning(channel: ByteReadChannel): ByteArray {
    val read = channel.readRemaining(LONGEST_BODY).readByteArray()
    channel.closedCause?.let { throw it }
    return read
}

/**
 * Who came first: the engine, which asks the content for its length, its headers and its bytes and can write no request
 * before, or the sender, who gave the request up. After that the engine gets no content, and so no byte leaves.
 */
private class KtorAttempt {
    private enum class First { ENGINE, SENDER }

    private val first = AtomicReference<First>()

    fun <T> begun(content: T): T {
        if (first.compareAndSet(null, First.ENGINE) || first.get() == First.ENGINE) return content
        throw IOException("the request was given up before it was sent")
    }

    fun giveUp() = first.compareAndSet(null, First.SENDER)
}

/** What a GET has. */
private class KtorEmpty(private val attempt: KtorAttempt) : OutgoingContent.NoContent() {
    override val headers: Headers get() = attempt.begun(Headers.Empty)

    override val contentLength: Long? get() = attempt.begun(null)
}

/** An engine that tries again, as OkHttp does, fails instead. */
private class KtorBody(private val bytes: ByteArray, private val attempt: KtorAttempt) : OutgoingContent.ReadChannelContent() {
    private val isRead = AtomicBoolean()

    override val headers: Headers get() = attempt.begun(Headers.Empty)

    override val contentLength: Long get() = attempt.begun(bytes.size.toLong())

    override fun readFrom(): ByteReadChannel {
        if (!isRead.compareAndSet(false, true)) throw IOException("a request is sent once")
        return attempt.begun(ByteReadChannel(bytes))
    }
}
