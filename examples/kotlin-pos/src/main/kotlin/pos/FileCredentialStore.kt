package pos

import dev.refundkit.SigningAlgorithm
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFileAttributeView
import java.security.GeneralSecurityException
import java.security.KeyFactory
import java.security.interfaces.RSAPrivateCrtKey
import java.security.spec.PKCS8EncodedKeySpec
import java.security.spec.RSAPublicKeySpec
import java.util.Base64

/**
 * Credentials in a file that only its owner may read: a line for each, `name=value`. Of a signing key the value is its PKCS#8 in
 * Base64, which is what stands between the lines of its PEM.
 */
class FileCredentialStore(private val file: Path) : CredentialStore {
    private val values: Map<String, String>

    init {
        refuseReaders()
        values = read()
    }

    override fun text(name: String): String = values[name] ?: throw CredentialStoreException("$file has no $name")

    override fun publicKey(name: String): String {
        val key = key(name)
        val public = KeyFactory.getInstance("RSA").generatePublic(RSAPublicKeySpec(key.modulus, key.publicExponent))
        return pem("PUBLIC KEY", public.encoded)
    }

    override fun sign(name: String, algorithm: SigningAlgorithm, text: String): ByteArray = key(name).sign(algorithm, text)

    private fun key(name: String): RSAPrivateCrtKey = try {
        val bytes = Base64.getDecoder().decode(text(name))
        KeyFactory.getInstance("RSA").generatePrivate(PKCS8EncodedKeySpec(bytes)) as RSAPrivateCrtKey
    } catch (_: IllegalArgumentException) {
        throw CredentialStoreException("$name in $file is not Base64")
    } catch (_: GeneralSecurityException) {
        throw CredentialStoreException("$name in $file is no RSA key in PKCS#8")
    }

    /** Before anything is read. */
    private fun refuseReaders() {
        if (!Files.isRegularFile(file)) throw CredentialStoreException("there is no file $file")
        val view = Files.getFileAttributeView(file, PosixFileAttributeView::class.java)
            ?: throw CredentialStoreException("the file system does not say who may read $file")
        val others = view.readAttributes().permissions().filterNot { it.name.startsWith("OWNER_") }
        if (others.isNotEmpty()) throw CredentialStoreException("others than its owner may read or change $file: chmod 600 $file")
    }

    private fun read(): Map<String, String> = buildMap {
        Files.readAllLines(file).forEachIndexed { index, line ->
            if (line.isBlank() || line.startsWith("#")) return@forEachIndexed
            val (name, value) = line.split("=", limit = 2).takeIf { it.size == 2 }
                ?: throw CredentialStoreException("line ${index + 1} of $file is not name=value")
            if (put(name, value) != null) throw CredentialStoreException("$name stands twice in $file")
        }
    }
}
