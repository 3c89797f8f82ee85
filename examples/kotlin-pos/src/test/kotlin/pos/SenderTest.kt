package pos

import com.sun.net.httpserver.HttpServer
import dev.refundkit.HttpMethod
import dev.refundkit.HttpRequest
import dev.refundkit.NotSentException
import java.io.IOException
import java.io.InputStream
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith

/** Answers the first request of a connection, takes the second and closes without a word. */
private class DroppingServer : AutoCloseable {
    private val socket = ServerSocket(0, 50, InetAddress.getLoopbackAddress())
    val arrived = AtomicInteger()
    val connections = AtomicInteger()
    val url = "http://127.0.0.1:${socket.localPort}/refund"

    init {
        thread(isDaemon = true) { while (!socket.isClosed) runCatching { converse() } }
    }

    private fun converse() {
        socket.accept().use { connection ->
            connections.incrementAndGet()
            if (!read(connection.getInputStream())) return
            connection.getOutputStream().write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".encodeToByteArray())
            read(connection.getInputStream())
        }
    }

    private fun read(stream: InputStream): Boolean {
        val text = StringBuilder()
        while (!text.endsWith("body")) text.append((stream.read().takeIf { it >= 0 } ?: return false).toChar())
        arrived.incrementAndGet()
        return true
    }

    override fun close() = socket.close()
}

class SenderTest {
    @Test
    fun aRefundOnAConnectionThatBreaksArrivesOnce() = DroppingServer().use { server ->
        val sender = Sender()
        val request = HttpRequest(HttpMethod.POST, server.url, emptyList(), "body")
        sender.send(request, 20_000)
        assertFailsWith<IOException> { sender.send(request, 20_000) }
        assertEquals(1, server.connections.get(), "the connection was reused")
        assertEquals(2, server.arrived.get())
    }

    @Test
    fun aBusyServerIsAResponseAndNotAskedAgain() = respondedOnce(503, "retry-after" to "0")

    @Test
    fun aRedirectIsAResponseAndNotFollowed() = respondedOnce(307, "location" to "/elsewhere")

    /** One request arrives, and its response is what the sender gives. */
    private fun respondedOnce(status: Int, header: Pair<String, String>) {
        val arrived = AtomicInteger()
        val server = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0)
        server.createContext("/") {
            arrived.incrementAndGet()
            it.responseHeaders.add(header.first, header.second)
            it.sendResponseHeaders(status, -1)
            it.close()
        }
        server.start()
        val request = HttpRequest(HttpMethod.POST, "http://127.0.0.1:${server.address.port}/refund", emptyList(), "body")
        val response = Sender().send(request, 20_000)
        server.stop(0)
        assertEquals(status.toUShort(), response.status)
        assertEquals(1, arrived.get())
    }

    @Test
    fun whereNobodyListensNothingWasSent() {
        val request = HttpRequest(HttpMethod.POST, "http://127.0.0.1:1/refund", emptyList(), "body")
        assertFailsWith<NotSentException> { Sender().send(request, 20_000) }
    }
}
