// What may be left out has the default that the documentation names.

import Refundkit
import Testing

@Suite struct Defaults {
    @Test func configurationsNeedNothingThatHasADefault() {
        #expect(TranzzoConfig() == TranzzoConfig(endpoint: .live, refundsByTranzzoNumber: false))
        #expect(SessionConfig() == SessionConfig(endpoint: .live, apiVersion: .v1))
        #expect(GoogleConfig(accountIds: ["shop"]).endpoint == .live)
        let map = TheMapConfig(endpoint: .demo)
        #expect(map.encoding == .json && map.goodsPrice == nil && map.currency == "RUB" && map.unsignedNotifications == .refused)
        let gateway = SberbankGatewayConfig()
        #expect(gateway.endpoint == .live && gateway.currency == "RUB" && gateway.autoRefundAmount == .compositeAmount)
        let legacy = SberbankLegacyConfig()
        #expect(legacy.endpoint == .live && legacy.currency == "RUB" && legacy.callbackHash == .sha512)
    }

    @Test func theSideThatIsAskedHasThemToo() {
        #expect(SessionServerConfig().apiVersion == .v1)
        let server = SberbankLegacyServerConfig()
        #expect(server.callbackMethod == .post && server.callbackHash == .sha512 && !server.smallCallbackKey)
        #expect(GoogleFailure(kind: .internal).shape == .flat)
        #expect(GoogleRefundResult.refunded() == .refunded(refundId: nil, rawResult: nil))
    }

    @Test func settingsNeedOnlyAnAccount() {
        let settings = LedgerSettings(account: "shop")
        #expect(settings.patience == Patience(questions: 12, sendings: 4, longestMs: 86_400_000, unreadableMs: 259_200_000))
        #expect(settings.httpTimeoutMs == 60_000 && settings.planExpiresMs == 604_800_000)
    }
}
