package dev.refundkit

import java.io.IOException
import java.io.InterruptedIOException
import java.util.concurrent.TimeUnit
import okhttp3.Authenticator
import okhttp3.Call
import okhttp3.Connection
import okhttp3.EventListener
import okhttp3.Interceptor
import okhttp3.MediaType
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody
import okhttp3.Response
import okio.BufferedSink
import okio.BufferedSource

/**
 * Sends a step of a ledger with OkHttp, once: a client by itself sends again where a connection breaks, after a 408 and after a
 * 503, and follows redirects. Its connections, interceptors and trust are used; its event listener and its cache are not. Who does
 * not use this class needs no OkHttp.
 */
class OkHttpSender(client: OkHttpClient) {
    private val once = client.newBuilder()
        .retryOnConnectionFailure(false)
        .followRedirects(false)
        .followSslRedirects(false)
        .authenticator(Authenticator.NONE)
        .cache(null) // a question wants to know how it is now
        .eventListenerFactory { call -> attemptOf(call) ?: EventListener.NONE }
        .addInterceptor(::watched) // the last one: behind it there is OkHttp alone
        .build()

    /**
     * The response. What it throws is a lost one, except for [NotSentException]: OkHttp itself failed, and had no connection yet.
     * What an interceptor throws proves nothing: it may have sent the request by another client. It gives up at the step's `before`,
     * or after the client's `callTimeout`.
     */
    @Throws(IOException::class, NotSentException::class)
    fun send(step: SendStep): HttpResponse {
        val left = step.before - System.currentTimeMillis()
        if (left <= 0) throw NotSentException()
        return send(step.request, left)
    }

    /** The same for a request of your own, which takes so many milliseconds at most. */
    @Throws(IOException::class, NotSentException::class)
    fun send(request: HttpRequest, milliseconds: Long): HttpResponse {
        val attempt = Attempt()
        val call = once.newCall(plain(request, attempt))
        val longest = once.callTimeoutMillis.toLong()
        call.timeout().timeout(if (longest in 1..milliseconds) longest else milliseconds, TimeUnit.MILLISECONDS)
        try {
            return call.execute().use(::response)
        } catch (error: IOException) {
            throw if (attempt.proves(error)) NotSentException(error) else error
        }
    }

    /** Exactly these headers and this body: the bytes that were signed. */
    private fun plain(request: HttpRequest, attempt: Attempt): Request {
        val built = Request.Builder().url(request.url).tag(Attempt::class.java, attempt)
        request.headers.forEach { built.addHeader(it.name, it.value) }
        return when (request.method) {
            HttpMethod.GET -> built.get()
            HttpMethod.POST -> built.post(OneShot(request.body.orEmpty().encodeToByteArray()))
        }.build()
    }

    companion object {
        /** A response of OkHttp, for the parse methods. Of a body longer than the 4 MiB that are parsed, one byte more is read. */
        @JvmStatic
        @Throws(IOException::class)
        fun response(response: Response): HttpResponse =
            httpResponse(response.code, beginning(response.body.source()), response.headers.map { (name, value) -> Header(name, value) })
    }
}

private fun beginning(source: BufferedSource): ByteArray {
    source.request(LONGEST_BODY)
    return source.buffer.readByteArray(minOf(LONGEST_BODY, source.buffer.size))
}

private fun attemptOf(call: Call): Attempt? = call.request().tag(Attempt::class.java)

/** Keeps what OkHttp throws by itself. */
private fun watched(chain: Interceptor.Chain): Response {
    try {
        return chain.proceed(chain.request())
    } catch (error: IOException) {
        attemptOf(chain.call())?.failed = error
        throw error
    }
}

/** Whether OkHttp had a connection for a request, and what it threw: before it has one, no byte of the request can leave. */
private class Attempt : EventListener() {
    @Volatile
    private var isConnected = false

    @Volatile
    var failed: IOException? = null

    override fun connectionAcquired(call: Call, connection: Connection) {
        isConnected = true
    }

    /** Where the time of the call is up, OkHttp puts an exception of its own around the one of the connection. */
    fun proves(error: IOException): Boolean {
        val thrown = if (error.javaClass == InterruptedIOException::class.java) error.cause else error
        return !isConnected && thrown != null && thrown === failed
    }
}

/** OkHttp sends any other body again after a 503 with `Retry-After: 0`; an interceptor may try to as well. */
private class OneShot(private val bytes: ByteArray) : RequestBody() {
    private var isWritten = false

    override fun contentType(): MediaType? = null

    override fun contentLength() = bytes.size.toLong()

    override fun isOneShot() = true

    override fun writeTo(sink: BufferedSink) {
        if (isWritten) throw IOException("a request is sent once")
        isWritten = true
        sink.write(bytes)
    }
}
