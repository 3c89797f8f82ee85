package pos

import java.io.File
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.security.KeyFactory
import java.security.KeyStore
import java.security.cert.Certificate
import java.security.cert.CertificateFactory
import java.security.spec.PKCS8EncodedKeySpec
import java.util.Base64
import javax.crypto.spec.SecretKeySpec

const val PASSWORD = "password-of-the-key-store"

/** The simulator's, which everybody knows. */
val texts = mapOf(
    "tranzzo.posId" to "dc728de1-51ef-4ef1-80f7-3b44b07b5667",
    "tranzzo.apiKey" to "demo-key",
    "tranzzo.apiSecret" to "demo-secret",
    "tranzzo.endpointsKey" to "demo-endpoints-key",
    "bank131.project" to "demo-project",
)
val signingKey = File(System.getProperty("keys"), "merchant.pem").readLines().filterNot { it.startsWith("-----") }.joinToString("")

/** What nothing may print. */
val secrets = listOf("demo-key", "demo-secret", "demo-endpoints-key", PASSWORD, signingKey.take(60), signingKey.takeLast(60))

fun credentialsFile(folder: Path, permissions: String = "rw-------", more: String = ""): Path {
    val lines = (texts + ("bank131.signingKey" to signingKey)).map { (name, value) -> "$name=$value" }
    val file = folder.resolve("till.credentials")
    Files.writeString(file, lines.joinToString("\n", "# the till's\n\n", "\n$more"))
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions))
}

fun keyStoreFile(folder: Path): Path {
    val (keys, password) = KeyStore.getInstance("PKCS12").apply { load(null, null) } to PASSWORD.toCharArray()
    val key = KeyFactory.getInstance("RSA").generatePrivate(PKCS8EncodedKeySpec(Base64.getDecoder().decode(signingKey)))
    keys.setKeyEntry("bank131.signingKey", key, password, arrayOf(certificate))
    for ((name, value) in texts) {
        val entry = KeyStore.SecretKeyEntry(SecretKeySpec(value.encodeToByteArray(), "HmacSHA1"))
        keys.setEntry(name, entry, KeyStore.PasswordProtection(password))
    }
    val file = folder.resolve("till.p12")
    Files.newOutputStream(file).use { keys.store(it, password) }
    return file
}

/** Of the simulator's merchant key, signed by itself. */
private val certificate: Certificate = object {}.javaClass.getResourceAsStream("/merchant_certificate.pem").use {
    CertificateFactory.getInstance("X.509").generateCertificate(it)
}
