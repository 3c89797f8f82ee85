package dev.refundkit

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import java.io.File
import java.security.KeyStore
import java.security.cert.CertificateFactory
import javax.net.ssl.SSLContext
import javax.net.ssl.TrustManagerFactory
import javax.net.ssl.X509TrustManager

private val json = ObjectMapper()

/** The servers of tests/clients/server.py, which each misbehave in one way and count what arrives. */
class Servers : AutoCloseable {
    private val process = ProcessBuilder("python3", System.getProperty("servers")).redirectError(ProcessBuilder.Redirect.INHERIT).start()
    private val output = process.inputStream.bufferedReader()
    private val input = process.outputStream.bufferedWriter()

    /** What happens at each, by its name, with its `url` and whether nothing of a request can have left. */
    val told: Map<String, JsonNode> = line().properties().associate { it.key to it.value }

    private fun line(): JsonNode = json.readTree(output.readLine())

    /** What has arrived since the last time. */
    fun arrived(name: String): JsonNode {
        input.write("$name\n")
        input.flush()
        return line()
    }

    override fun close() {
        input.close()
        process.waitFor()
    }
}

/** The trust of one who added the authority of the test servers. */
object Trust {
    private val authority = File(System.getProperty("keys"), "tls_ca.pem").inputStream().use {
        CertificateFactory.getInstance("X.509").generateCertificate(it)
    }

    private val store = KeyStore.getInstance(KeyStore.getDefaultType()).apply {
        load(null)
        setCertificateEntry("tests", authority)
    }

    private val managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm()).apply { init(store) }.trustManagers

    val manager = managers.single() as X509TrustManager

    val context: SSLContext = SSLContext.getInstance("TLS").apply { init(null, managers, null) }
}
