package dev.refundkit

import java.security.KeyFactory
import java.security.PrivateKey
import java.security.Signature
import java.security.spec.PKCS8EncodedKeySpec
import java.util.Base64
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith

/** A key that this library never sees, as in Android's key store: `KeyStore.getInstance("AndroidKeyStore").getKey(..)`. */
class ElsewhereTest {
    private val provider = Shop.bank131()

    private fun pkcs8(name: String): PrivateKey {
        val lines = Shop.key(name).lines().filterNot { it.startsWith("-----") }
        return KeyFactory.getInstance("RSA").generatePrivate(PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines.joinToString(""))))
    }

    private fun sign(prepared: Prepared, key: PrivateKey): ByteArray = when (prepared.algorithm) {
        SigningAlgorithm.RSA_PKCS1_SHA256 -> Signature.getInstance("SHA256withRSA").run {
            initSign(key)
            update(prepared.toSign.encodeToByteArray())
            sign()
        }
    }

    @Test
    fun aKeyStoreSignsWhatTheLibraryWouldSign() {
        val prepared = provider.prepare(Shop.sessionRefund)
        val finished = provider.finish(prepared, sign(prepared, pkcs8("merchant_pkcs8.pem")))
        assertEquals(Shop.bank131(Shop.key("merchant_pkcs8.pem")).buildRequest(Shop.sessionRefund), finished)
    }

    @Test
    fun statusQueriesToo() {
        val prepared = provider.prepareStatus(Shop.sessionRefund)
        val finished = provider.finish(prepared, sign(prepared, pkcs8("merchant_pkcs8.pem")))
        assertEquals(Shop.bank131(Shop.key("merchant_pkcs8.pem")).buildStatusRequest(Shop.sessionRefund), finished)
    }

    @Test
    fun anotherKeyIsNoticedBeforeAnythingIsSent() {
        val prepared = provider.prepare(Shop.sessionRefund)
        val refused = assertFailsWith<RefundException> { provider.finish(prepared, sign(prepared, pkcs8("provider_pkcs8.pem"))) }
        assertEquals("unverified", refused.code)
    }

    @Test
    fun withoutAKeyNothingIsSignedHere() {
        assertEquals("credentials.privateKey", assertFailsWith<RefundException> { provider.buildRequest(Shop.sessionRefund) }.field)
    }
}
