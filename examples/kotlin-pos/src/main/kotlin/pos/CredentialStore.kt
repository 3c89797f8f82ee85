package pos

import dev.refundkit.SigningAlgorithm
import java.security.PrivateKey
import java.security.Signature
import java.util.Base64

/** Where a till's credentials live, and the keys that it signs with. They are named as the providers' fields: `tranzzo.apiSecret`. */
interface CredentialStore {
    /** A secret, or another text of an account. */
    fun text(name: String): String

    /** The public half of a signing key in PEM, or a certificate of it: what was signed is verified with it. */
    fun publicKey(name: String): String

    /** Signs with a key that stays in the store. */
    fun sign(name: String, algorithm: SigningAlgorithm, text: String): ByteArray
}

/** Says what is missing or wrong, by its name, and nothing of what is in the store. */
class CredentialStoreException(message: String) : Exception(message)

internal fun PrivateKey.sign(algorithm: SigningAlgorithm, text: String): ByteArray {
    val name = when (algorithm) {
        SigningAlgorithm.RSA_PKCS1_SHA256 -> "SHA256withRSA"
    }
    return Signature.getInstance(name).run {
        initSign(this@sign)
        update(text.encodeToByteArray())
        sign()
    }
}

internal fun pem(label: String, bytes: ByteArray): String {
    val lines = Base64.getMimeEncoder(64, byteArrayOf('\n'.code.toByte())).encodeToString(bytes)
    return "-----BEGIN $label-----\n$lines\n-----END $label-----\n"
}
