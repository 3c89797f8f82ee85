package pos

import dev.refundkit.SigningAlgorithm
import java.io.IOException
import java.nio.file.Files
import java.nio.file.Path
import java.security.GeneralSecurityException
import java.security.Key
import java.security.KeyStore
import java.security.PrivateKey
import javax.crypto.SecretKey

/**
 * Credentials in a key store of Java: a text is a `SecretKeyEntry`, a signing key a `PrivateKeyEntry` with its certificate. The
 * password is asked for whenever something is taken out, and overwritten afterwards.
 */
class JcaCredentialStore(private val keys: KeyStore, private val password: () -> CharArray) : CredentialStore {
    override fun text(name: String): String {
        val bytes = (key(name) as? SecretKey)?.encoded ?: throw CredentialStoreException("$name is no secret key with a text")
        return bytes.decodeToString().also { bytes.fill(0) }
    }

    override fun publicKey(name: String): String {
        val certificate = keys.getCertificate(name) ?: throw missing(name)
        return pem("CERTIFICATE", certificate.encoded)
    }

    override fun sign(name: String, algorithm: SigningAlgorithm, text: String): ByteArray {
        val key = key(name) as? PrivateKey ?: throw CredentialStoreException("$name is no private key")
        return key.sign(algorithm, text)
    }

    private fun key(name: String): Key = try {
        opened(password) { keys.getKey(name, it) } ?: throw missing(name)
    } catch (_: GeneralSecurityException) {
        throw CredentialStoreException("the key store does not give $name: is the password right?")
    }

    private fun missing(name: String) = CredentialStoreException("the key store has no $name")

    companion object {
        /** A file of PKCS#12, as `keytool` writes it. */
        fun pkcs12(file: Path, password: () -> CharArray): JcaCredentialStore {
            val keys = KeyStore.getInstance("PKCS12")
            try {
                opened(password) { typed -> Files.newInputStream(file).use { keys.load(it, typed) } }
            } catch (error: IOException) {
                throw CredentialStoreException("$file cannot be opened: ${error.javaClass.simpleName}, ${error.message}")
            }
            return JcaCredentialStore(keys, password)
        }
    }
}

private fun <T> opened(password: () -> CharArray, use: (CharArray) -> T): T {
    val typed = password()
    try {
        return use(typed)
    } finally {
        typed.fill('\u0000')
    }
}
