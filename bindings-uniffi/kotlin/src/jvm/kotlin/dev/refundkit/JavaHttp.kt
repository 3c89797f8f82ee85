package dev.refundkit

import java.io.ByteArrayOutputStream
import java.io.IOException
import java.net.ConnectException
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpConnectTimeoutException
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpRequest.newBuilder
import java.net.http.HttpResponse.BodySubscriber
import java.net.http.HttpTimeoutException
import java.nio.ByteBuffer
import java.security.cert.CertificateException
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ExecutionException
import java.util.concurrent.Flow
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException
import javax.net.ssl.SSLHandshakeException

/**
 * Sends a step of a ledger with the HTTP client of Java 11, once. A client that follows redirects or answers a 401 is refused,
 * since it would send again. Who does not use this class needs no newer Java than 8.
 */
class JavaHttpSender(private val client: HttpClient) {
    init {
        require(client.followRedirects() == HttpClient.Redirect.NEVER) { "the client follows redirects" }
        require(client.authenticator().isEmpty) { "the client has an authenticator" }
        require(System.getProperty("jdk.httpclient.enableAllMethodRetry") == null) { "jdk.httpclient.enableAllMethodRetry is set" }
    }

    /**
     * The response. What it throws is a lost one, except for [NotSentException]: there was no connection, or no certificate to
     * trust. It gives up at the step's `before`.
     */
    @Throws(IOException::class, InterruptedException::class, NotSentException::class)
    fun send(step: SendStep): HttpResponse {
        val left = step.before - System.currentTimeMillis()
        if (left <= 0) throw NotSentException()
        return send(step.request, left)
    }

    /** The same for a request of your own, which takes so many milliseconds at most. */
    @Throws(IOException::class, InterruptedException::class, NotSentException::class)
    fun send(request: HttpRequest, milliseconds: Long): HttpResponse {
        try {
            return response(client.sendAsync(plain(request, milliseconds), { Beginning() }).within(milliseconds))
        } catch (error: IOException) {
            // Java sends a GET again where the connection breaks: this may be the error of the second attempt.
            if (request.method == HttpMethod.POST && isUnconnected(error)) throw NotSentException(error)
            throw error
        }
    }

    private fun plain(request: HttpRequest, milliseconds: Long): java.net.http.HttpRequest {
        val body = request.body?.let(BodyPublishers::ofString) ?: BodyPublishers.noBody()
        // Over HTTP/2 the client sends again what the server says that it did not process.
        val built = newBuilder(URI(request.url)).version(HttpClient.Version.HTTP_1_1)
        // Java's own timeout comes a little earlier, since it tells whether there was a connection.
        built.timeout(Duration.ofMillis(maxOf(1, milliseconds - EARLIER)))
        request.headers.forEach { built.header(it.name, it.value) }
        return built.method(request.method.name, body).build()
    }

    companion object {
        /** A response of Java's client, for the parse methods. */
        @JvmStatic
        fun response(response: java.net.http.HttpResponse<ByteArray>): HttpResponse {
            val headers = response.headers().map().flatMap { (name, values) -> values.map { Header(name, it) } }
            return httpResponse(response.statusCode(), response.body(), headers)
        }
    }
}

private const val EARLIER = 50L

/** Of a body, what is parsed, or one byte more. */
private class Beginning : BodySubscriber<ByteArray> {
    private val read = ByteArrayOutputStream()
    private val ended = CompletableFuture<ByteArray>()
    private lateinit var subscription: Flow.Subscription

    override fun getBody() = ended

    override fun onSubscribe(subscription: Flow.Subscription) {
        this.subscription = subscription
        subscription.request(1)
    }

    override fun onNext(pieces: List<ByteBuffer>) {
        pieces.forEach(::keep)
        if (read.size() < LONGEST_BODY) return subscription.request(1)
        ended.complete(read.toByteArray())
        subscription.cancel()
    }

    private fun keep(piece: ByteBuffer) {
        val bytes = ByteArray(minOf(LONGEST_BODY - read.size(), piece.remaining().toLong()).toInt())
        piece.get(bytes)
        read.write(bytes, 0, bytes.size)
    }

    override fun onError(error: Throwable) {
        ended.completeExceptionally(error)
    }

    override fun onComplete() {
        ended.complete(read.toByteArray())
    }
}

/** Before Java 26 the timeout of a request ends when the headers have come, and says nothing of the body. */
private fun <T> CompletableFuture<T>.within(milliseconds: Long): T {
    try {
        return get(milliseconds, TimeUnit.MILLISECONDS)
    } catch (failed: ExecutionException) {
        throw failed.cause ?: failed
    } catch (_: TimeoutException) {
        throw HttpTimeoutException("the response did not end in time")
    } finally {
        cancel(true)
    }
}

/**
 * A handshake's failure alone is no proof: in TLS 1.3 a server refuses the client when the request is on its way, and the class
 * is the same. What Java finds in the server's certificate comes before.
 */
private fun isUnconnected(error: IOException): Boolean {
    val isUntrusted = error is SSLHandshakeException && generateSequence<Throwable>(error) { it.cause }.any { it is CertificateException }
    return isUntrusted || error is ConnectException || error is HttpConnectTimeoutException
}
