package pos

import dev.refundkit.Header
import dev.refundkit.HttpMethod
import dev.refundkit.HttpRequest
import dev.refundkit.HttpResponse
import dev.refundkit.NotSentException
import dev.refundkit.httpResponse
import java.net.ConnectException
import java.net.UnknownHostException
import java.time.Duration
import java.util.concurrent.TimeUnit
import okhttp3.MediaType
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody
import okio.BufferedSink

/** Sends a request once. OkHttp on its own would send a refund again where a connection breaks or a server is busy, and follow redirects. */
class Sender(private val longest: Duration = Duration.ofSeconds(20)) {
    private val client = OkHttpClient.Builder()
        .retryOnConnectionFailure(false)
        .followRedirects(false)
        .followSslRedirects(false)
        .build()

    /** The response, within so many milliseconds. What it throws is a lost response, but where no connection could be made. */
    fun send(request: HttpRequest, milliseconds: Long): HttpResponse {
        val call = client.newCall(plain(request))
        call.timeout().timeout(milliseconds.coerceIn(1, longest.toMillis()), TimeUnit.MILLISECONDS)
        try {
            return call.execute().use { response ->
                val headers = response.headers.map { (name, value) -> Header(name.lowercase(), value) }
                httpResponse(response.code, response.body.bytes(), headers)
            }
        } catch (refused: ConnectException) {
            throw NotSentException(refused)
        } catch (unknown: UnknownHostException) {
            throw NotSentException(unknown)
        }
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
