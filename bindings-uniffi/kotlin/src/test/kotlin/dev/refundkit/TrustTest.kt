package dev.refundkit

import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest as JavaRequest
import java.net.http.HttpResponse.BodyHandlers
import javax.net.ssl.SSLHandshakeException
import javax.net.ssl.TrustManagerFactory
import javax.net.ssl.X509TrustManager
import kotlin.test.AfterTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import okhttp3.OkHttpClient
import okhttp3.Request

/** What the page of all providers says of a server whose root Java does not know, and what it does then. */
class TrustTest {
    private val started = lazy(::Servers)
    private val servers by started
    private val page = File(System.getProperty("page")).resolveSibling("providers.md").readText()
    private val root = File(System.getProperty("keys"), "tls_unknown.pem").readText().split(Regex("(?<=-----END CERTIFICATE-----\n)"))[2]

    @AfterTest
    fun end() {
        if (started.isInitialized()) servers.close()
    }

    private fun url(name: String): String = servers.told.getValue(name)["url"].asText()

    private fun status(client: HttpClient, url: String): Int = client.send(JavaRequest.newBuilder(URI(url)).build(), BodyHandlers.discarding()).statusCode()

    private fun status(client: OkHttpClient, url: String): Int = client.newCall(Request.Builder().url(url).build()).execute().use { it.code }

    @Test
    fun aRootThatJavaDoesNotKnowIsTheErrorOnThePage() {
        val said = Regex("```text\n(.*)\n```").find(page)!!.groupValues[1]
        for (name in listOf("tls_unknown_ca", "tls_unknown_root", "tls_leaf_alone")) {
            assertEquals(said, assertFailsWith<SSLHandshakeException> { status(HttpClient.newHttpClient(), url(name)) }.message)
            assertEquals(said, assertFailsWith<SSLHandshakeException> { status(OkHttpClient(), url(name)) }.message)
        }
    }

    @Test
    fun theBlockOfThePageAddsTheRoot() {
        val file = File("russian_trusted_root_ca.pem").apply { writeText(root) }
        val trusting = try {
            ProvidersPage.Trusting()
        } finally {
            file.delete()
        }
        for (name in listOf("tls_unknown_ca", "tls_unknown_root")) {
            assertEquals(200, status(trusting.javaClient, url(name)))
            assertEquals(200, status(trusting.okClient, url(name)))
        }
        assertTrue(trusting.manager.acceptedIssuers.size > 100, "the usual authorities are there")
    }

    @Test
    fun javaHasNoRussianAuthority() {
        val factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm())
        factory.init(null as java.security.KeyStore?)
        val known = factory.trustManagers.filterIsInstance<X509TrustManager>().single().acceptedIssuers.map { it.subjectX500Principal.name }
        assertEquals(emptyList(), known.filter { "Russian" in it || "Ministry" in it })
    }
}
