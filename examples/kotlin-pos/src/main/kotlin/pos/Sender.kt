package pos

import dev.refundkit.Header
import dev.refundkit.HttpMethod
import dev.refundkit.HttpRequest
import dev.refundkit.HttpResponse
import dev.refundkit.httpResponse
import java.io.IOException
import java.net.ConnectException
import java.net.UnknownHostException
import java.time.Duration
import okhttp3.MediaType
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody
import okio.BufferedSink

/** What sending came to. */
sealed interface Sent {
    data class Responded(val response: HttpResponse) : Sent
    /** A timeout, a reset, half a response: nobody knows whether the provider acted. */
    data object Lost : Sent
    /** No connection could be made: not one byte left this machine. */
    data object NotSent : Sent
}

/** Sends a request once. OkHttp on its own would send a refund again where a connection breaks or a server is busy, and follow redirects. */
class Sender(timeout: Duration = Duration.ofSeconds(20)) {
    private val client = OkHttpClient.Builder()
        .retryOnConnectionFailure(false)
        .followRedirects(false)
        .followSslRedirects(false)
        .callTimeout(timeout)
        .build()

    fun send(request: HttpRequest): Sent = try {
        client.newCall(plain(request)).execute().use { response ->
            val headers = response.headers.map { (name, value) -> Header(name.lowercase(), value) }
            Sent.Responded(httpResponse(response.code, response.body.bytes(), headers))
        }
    } catch (_: ConnectException) {
        Sent.NotSent
    } catch (_: UnknownHostException) {
        Sent.NotSent
    } catch (_: IOException) {
        Sent.Lost
    }

    /** Exactly these headers and this body: the bytes that were signed. */
    private fun plain(request: HttpRequest): Request {
        val built = Request.Builder().url(request.url)
        request.headers.forEach { built.addHeader(it.name, it.value) }
        return when (request.method) {
            HttpMethod.GET -> built.get()
            HttpMethod.POST -> built.post(Once(request.body.orEmpty().encodeToByteArray()))
        }.build()
    }
}

/** OkHttp sends any other body again after a 503 with `Retry-After: 0`. */
private class Once(private val bytes: ByteArray) : RequestBody() {
    override fun contentType(): MediaType? = null

    override fun contentLength() = bytes.size.toLong()

    override fun isOneShot() = true

    override fun writeTo(sink: BufferedSink) {
        sink.write(bytes)
    }
}
