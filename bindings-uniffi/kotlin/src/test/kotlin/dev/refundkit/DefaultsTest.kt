package dev.refundkit

import kotlin.test.Test
import kotlin.test.assertEquals

/** What may be left out has the default that the documentation names. */
class DefaultsTest {
    @Test
    fun configurationsNeedNothingThatHasADefault() {
        assertEquals(TranzzoConfig(Endpoint.Live, false), TranzzoConfig())
        assertEquals(SessionConfig(Endpoint.Live, SessionApiVersion.V1), SessionConfig())
        assertEquals(GoogleConfig(Endpoint.Live, listOf("shop")), GoogleConfig(accountIds = listOf("shop")))
        val map = TheMapConfig(Endpoint.Demo)
        assertEquals(TheMapConfig(Endpoint.Demo, TheMapEncoding.JSON, null, "RUB", TheMapUnsigned.REFUSED), map)
        val gateway = SberbankGatewayConfig()
        assertEquals(Endpoint.Live to SberbankAmountField.COMPOSITE_AMOUNT, gateway.endpoint to gateway.autoRefundAmount)
        val legacy = SberbankLegacyConfig()
        assertEquals(Endpoint.Live to RsaHash.SHA512, legacy.endpoint to legacy.callbackHash)
        assertEquals("RUB" to "RUB", gateway.currency to legacy.currency)
    }

    @Test
    fun theSideThatIsAskedHasThemToo() {
        assertEquals(SessionServerConfig(SessionApiVersion.V1), SessionServerConfig())
        assertEquals(SberbankLegacyServerConfig("RUB", HttpMethod.POST, RsaHash.SHA512, false), SberbankLegacyServerConfig())
        assertEquals(GoogleShape.FLAT, GoogleFailure(GoogleErrorKind.INTERNAL).shape)
        assertEquals(GoogleRefundResult.Refunded(null, null), GoogleRefundResult.Refunded())
    }

    @Test
    fun settingsNeedOnlyAnAccount() {
        val settings = LedgerSettings("shop")
        assertEquals(Patience(12u, 4u, 86_400_000, 259_200_000), settings.patience)
        assertEquals(60_000L to 604_800_000L, settings.httpTimeoutMs to settings.planExpiresMs)
    }

    @Test
    fun theCoreHasTheSame() {
        val request = Shop.tranzzo().buildRequest(Shop.refund)
        assertEquals(request, Tranzzo(Shop.credentials).buildRequest(Shop.refund))
        assertEquals(request, Tranzzo(Shop.credentials, TranzzoConfig()).buildRequest(Shop.refund))
    }
}
