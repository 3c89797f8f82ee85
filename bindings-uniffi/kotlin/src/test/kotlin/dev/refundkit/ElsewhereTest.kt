package dev.refundkit

import java.security.KeyFactory
import java.security.PrivateKey
import java.security.Signature
import java.security.spec.PKCS8EncodedKeySpec
import java.util.Base64
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue

/** A key that this library never sees, as in Android's key store: `KeyStore.getInstance("AndroidKeyStore").getKey(..)`. */
class ElsewhereTest {
    private val provider = Shop.bank131()

    private fun pkcs8(name: String): PrivateKey {
        val lines = Shop.key(name).lines().filterNot { it.startsWith("-----") }
        return KeyFactory.getInstance("RSA").generatePrivate(PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines.joinToString(""))))
    }

    private fun sign(prepared: Prepared, key: PrivateKey) = sign(prepared.algorithm, prepared.toSign, key)

    private fun sign(algorithm: SigningAlgorithm, text: String, key: PrivateKey): ByteArray = when (algorithm) {
        SigningAlgorithm.RSA_PKCS1_SHA256 -> Signature.getInstance("SHA256withRSA").run {
            initSign(key)
            update(text.encodeToByteArray())
            sign()
        }
    }

    /** A session without refunds, and a key store that gives no signature where it is locked. */
    private inner class Host(private val key: PrivateKey?) : LedgerHost {
        val rows = mutableMapOf<String, LedgerRow>()
        val sent = mutableListOf<SendStep>()

        override fun load(key: String) = rows[key]

        override fun store(step: StoreStep): Boolean {
            if (step.expected != (rows[step.key]?.version ?: 0L)) return false
            rows[step.key] = LedgerRow(step.body, step.expected + 1)
            return true
        }

        override fun sign(step: SignStep) = key?.let { sign(step.algorithm, step.toSign, it) }

        override fun send(step: SendStep): HttpResponse {
            sent += step
            val payments = """[{"id":"pm_1","status":"succeeded"}]"""
            val session = """{"id":"ps_1","status":"accepted","acquiring_payments":$payments}"""
            return httpResponse(200, """{"status":"ok","session":$session}""".encodeToByteArray())
        }
    }

    private fun asked() = provider.ledger(LedgerSettings("shop"), PaymentSession("ps_1"), Money(10_000, "RUB"), null)
        .apply { request("return-1", SessionRequest(Money(1_050, "RUB"))) }

    @Test
    fun theLedgerAsksTheKeyStoreToSignEachQuestionAndTheRefund() {
        val host = Host(pkcs8("merchant_pkcs8.pem"))
        runLedger(asked(), host)
        assertEquals(listOf(false, true), host.sent.map { it.money })
    }

    @Test
    fun aLockedKeyStoreIsAskedAgainAfterAPause() {
        val (ledger, host) = asked() to Host(null)
        assertTrue(runLedger(ledger, host)!! > System.currentTimeMillis())
        assertEquals(RefundStage.PLANNED to RefundReason.PAUSE, ledger.refund("return-1")!!.let { it.stage to it.reason })
        assertEquals(emptyList(), host.sent)
    }

    @Test
    fun theSignatureOfAnotherKeyEndsTheRunBeforeAnythingIsSent() {
        val host = Host(pkcs8("provider_pkcs8.pem"))
        assertEquals("unverified", assertFailsWith<RefundException> { runLedger(asked(), host) }.code)
        assertEquals(emptyList(), host.sent)
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
