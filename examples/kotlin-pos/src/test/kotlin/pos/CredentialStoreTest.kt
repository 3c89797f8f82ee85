package pos

import dev.refundkit.SigningAlgorithm
import java.io.File
import java.io.PrintWriter
import java.io.StringWriter
import java.nio.file.Path
import java.security.cert.CertificateFactory
import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import org.junit.jupiter.api.io.TempDir

class CredentialStoreTest {
    @TempDir
    lateinit var folder: Path

    private fun keyStore(password: String = PASSWORD) = JcaCredentialStore.pkcs12(keyStoreFile(folder)) { password.toCharArray() }

    /** Its message has all of these words, and neither it nor its trace a secret. */
    private fun refused(vararg words: String, use: () -> Any) {
        val refused = assertFailsWith<CredentialStoreException> { use() }
        for (word in words) assertContains(refused.message!!, word)
        val trace = StringWriter().also { refused.printStackTrace(PrintWriter(it)) }.toString()
        for (secret in secrets) assertFalse(secret in trace, secret)
    }

    @Test
    fun bothStoresGiveTheSameAndSignTheSame() {
        val stores = listOf(FileCredentialStore(credentialsFile(folder)), keyStore())
        for (store in stores) assertEquals(texts, texts.mapValues { store.text(it.key) })
        val signed = stores.map { it.sign("bank131.signingKey", SigningAlgorithm.RSA_PKCS1_SHA256, "{\"é\":1}").toList() }
        assertEquals(signed[0], signed[1])
    }

    @Test
    fun aFileThatOthersMayReadIsRefused() {
        for (permissions in listOf("rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-")) {
            refused("chmod 600", "till.credentials") { FileCredentialStore(credentialsFile(folder, permissions)) }
        }
        FileCredentialStore(credentialsFile(folder, "r--------"))
    }

    @Test
    fun whatIsWrongInAFileIsNamedAndNotShown() {
        fun file(more: String) = FileCredentialStore(credentialsFile(folder, more = more))
        refused("there is no file") { FileCredentialStore(folder.resolve("none")) }
        refused("has no other.name") { file("").text("other.name") }
        refused("line 9", "name=value") { file("demo-secret") }
        refused("tranzzo.apiSecret stands twice") { file("tranzzo.apiSecret=demo-secret") }
        for (wrong in listOf("demo-secret", signingKey.take(400), "a=b")) {
            val store = file("other=$wrong")
            refused("other in") { store.publicKey("other") }
            refused("other in") { store.sign("other", SigningAlgorithm.RSA_PKCS1_SHA256, "text") }
        }
    }

    @Test
    fun whatIsWrongInAKeyStoreIsNamedAndNotShown() {
        refused("none", "NoSuchFileException") { JcaCredentialStore.pkcs12(folder.resolve("none")) { PASSWORD.toCharArray() } }
        refused("till.p12", "password") { keyStore("demo-secret") }
        refused("has no other.name") { keyStore().text("other.name") }
        refused("has no other.name") { keyStore().publicKey("other.name") }
        refused("bank131.signingKey is no secret key") { keyStore().text("bank131.signingKey") }
        refused("tranzzo.apiKey is no private key") { keyStore().sign("tranzzo.apiKey", SigningAlgorithm.RSA_PKCS1_SHA256, "text") }
        val typed = ArrayDeque(listOf(PASSWORD, "demo-secret"))
        val later = JcaCredentialStore.pkcs12(keyStoreFile(folder)) { typed.removeFirst().toCharArray() }
        refused("tranzzo.apiSecret", "password") { later.text("tranzzo.apiSecret") }
    }

    @Test
    fun aPasswordIsOverwrittenAfterUse() {
        val given = mutableListOf<CharArray>()
        val store = JcaCredentialStore.pkcs12(keyStoreFile(folder)) { PASSWORD.toCharArray().also(given::add) }
        store.text("tranzzo.apiSecret")
        assertEquals(listOf(true, true), given.map { typed -> typed.all { it == '\u0000' } })
    }

    /** As the page says to put one there. */
    @Test
    fun aTextThatKeytoolPutThereIsRead() {
        val (file, output) = keyStoreFile(folder) to folder.resolve("keytool.log").toFile()
        val keytool = listOf(File(System.getProperty("java.home"), "bin/keytool").path, "-J-XX:TieredStopAtLevel=1")
        val arguments = listOf("-importpass", "-alias", "other.secret", "-storetype", "PKCS12", "-keystore", "$file")
        val process = ProcessBuilder(keytool + arguments).redirectErrorStream(true).redirectOutput(output).start()
        process.outputStream.use { it.write("$PASSWORD\nother-secret\nother-secret\n".encodeToByteArray()) }
        check(process.waitFor() == 0) { output.readText() }
        assertEquals("other-secret", JcaCredentialStore.pkcs12(file) { PASSWORD.toCharArray() }.text("other.secret"))
    }

    /** What the provider gets to know of the key, which is also what the library verifies with. */
    @Test
    fun whatAStoreSignsItsPublicKeyVerifies() {
        val inFile = FileCredentialStore(credentialsFile(folder)).publicKey("bank131.signingKey")
        val certificate = CertificateFactory.getInstance("X.509").generateCertificate(keyStore().publicKey("bank131.signingKey").byteInputStream())
        assertEquals(File(System.getProperty("keys"), "merchant_public.pem").readText(), inFile)
        assertEquals(inFile, pem("PUBLIC KEY", certificate.publicKey.encoded))
    }
}
