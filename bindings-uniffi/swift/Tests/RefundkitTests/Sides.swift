// The class of each side of each provider, made of a case's members, and what it gives for a
// message.

import Foundation
import Refundkit

/// One call of the typed API.
struct Call {
    let operation: String
    let side: Members
    let refund: Members?
    let message: Members
    let nowMs: Int64

    private var credentials: Members { side.members("credentials") }
    private var config: Members { side["config"] as? Members ?? [:] }
    private var response: HttpResponse { responded(message) }

    private var request: ReceivedRequest {
        let headers = (message["headers"] as! [[String]]).map { Header(name: $0[0], value: $0[1]) }
        let method: HttpMethod = message["method"] as? String == "GET" ? .get : .post
        let body = Data((message["body"] as! String).utf8)
        let url = message["url"] as! String
        return ReceivedRequest(method: method, url: url, headers: headers, body: body)
    }

    func answer() throws -> Any {
        switch side["provider"] as! String {
        case "bank131", "smart_glocal": try session()
        case "bank131_server", "smart_glocal_server": try sessionServer()
        case "sberbank_legacy": try sberbankLegacy()
        case "sberbank_gateway": try sberbankGateway()
        case "themap": try theMap()
        case "tranzzo": try tranzzo()
        case "google", "google_caller": try google()
        default: try server()
        }
    }

    private func secret(_ name: String) -> Secret? {
        (credentials[name] as? String).map { Secret($0) }
    }

    private func texts(_ name: String) -> [String] {
        credentials[name] as? [String] ?? []
    }

    /// The refund of the case, as `FromStored` reads it.
    private func stored(_ kind: String) throws -> String {
        try text(canonical(["version": 1, "kind": kind, "data": refund!] as Members))
    }

    private var apiVersion: SessionApiVersion {
        config["apiVersion"] as? String == "v2" ? .v2 : .v1
    }

    private func session() throws -> Any {
        let keys = SessionCredentials(
            project: credentials["project"] as! String, privateKey: secret("privateKey"),
            providerKeys: texts("providerKeys"))
        let config = SessionConfig(apiVersion: apiVersion)
        let refund = try sessionRefundFromStored(text: stored("session_refund"))
        if self.side["provider"] as! String == "smart_glocal" {
            let side = try SmartGlocal(credentials: keys, config: config)
            return try merchant(
                { try side.parseResponse(refund: refund, response: response) },
                { try side.parseStatusResponse(refund: refund, response: response) },
                { try side.parseWebhook(webhook: request) })
        }
        let side = try Bank131(credentials: keys, config: config)
        return try merchant(
            { try side.parseResponse(refund: refund, response: response) },
            { try side.parseStatusResponse(refund: refund, response: response) },
            { try side.parseWebhook(webhook: request) })
    }

    private func sessionServer() throws -> Any {
        let keys = SessionServerCredentials(
            project: credentials["project"] as! String, merchantKeys: texts("merchantKeys"),
            privateKey: secret("privateKey"))
        let config = SessionServerConfig(apiVersion: apiVersion)
        if side["provider"] as! String == "smart_glocal_server" {
            let server = try SmartGlocalServer(credentials: keys, config: config)
            return try server.parseRequest(request: request)
        }
        return try Bank131Server(credentials: keys, config: config).parseRequest(request: request)
    }

    private func sberbankLegacy() throws -> Any {
        let login = SberbankLegacyCredentials(
            userName: secret("userName"), password: secret("password"),
            callbackTokens: texts("callbackTokens").map { Secret($0) })
        let side = try SberbankLegacy(credentials: login)
        let refund = try sberbankLegacyRefundFromStored(text: stored("sberbank_legacy_refund"))
        return try merchant(
            { try side.parseResponse(refund: refund, response: response) },
            { try side.parseStatusResponse(refund: refund, response: response) },
            { try side.parseWebhook(webhook: request) })
    }

    private var gatewayLogin: SberbankGatewayCredentials {
        SberbankGatewayCredentials(userName: secret("userName"), password: secret("password"))
    }

    private var mapKeys: TheMapCredentials {
        TheMapCredentials(key: secret("key")!, signingKey: secret("signingKey"))
    }

    private func sberbankGateway() throws -> Any {
        let side = try SberbankGateway(credentials: gatewayLogin)
        let refund = try sberbankGatewayRefundFromStored(text: stored("sberbank_gateway_refund"))
        return try merchant(
            { try side.parseResponse(refund: refund, response: response) },
            { try side.parseStatusResponse(refund: refund, response: response) },
            { try side.parseNotice(webhook: request) })
    }

    private func theMap() throws -> Any {
        let isNotice = config["unsignedNotifications"] != nil
        let config = TheMapConfig(
            endpoint: .demo, unsignedNotifications: isNotice ? .readAsNotices : .refused)
        let side = try TheMap(credentials: mapKeys, config: config)
        let refund = try themapRefundFromStored(text: stored("themap_refund"))
        return try merchant(
            { try side.parseResponse(refund: refund, response: response) },
            { try side.parseStatusResponse(refund: refund, response: response) },
            {
                if isNotice { return try side.parseNotice(webhook: request) }
                return try side.parseWebhook(webhook: request)
            })
    }

    private func tranzzo() throws -> Any {
        let byNumber = config["refundsByTranzzoNumber"] as? Bool ?? false
        let config = TranzzoConfig(refundsByTranzzoNumber: byNumber)
        let side = try Tranzzo(credentials: tranzzoCredentials(credentials), config: config)
        let refund = try tranzzoRefundFromStored(text: stored("tranzzo_refund"))
        return try merchant(
            { try side.parseResponse(refund: refund, response: response) },
            { try side.parseStatusResponse(refund: refund, response: response) },
            { try side.parseWebhook(webhook: request) })
    }

    private func merchant(
        _ response: () throws -> Any, _ status: () throws -> Any, _ webhook: () throws -> Any
    ) throws -> Any {
        switch operation {
        case "parse_response": try response()
        case "parse_status_response": try status()
        default: try webhook()
        }
    }

    private func google() throws -> Any {
        let host = GoogleCallerConfig(endpoint: .custom("https://www.integratorhost.example.com"))
        let caller = { try GoogleCaller(credentials: GoogleCredentials(), config: host) }
        let accounts = GoogleConfig(accountIds: config["accountIds"] as? [String] ?? [])
        let shop = { try GoogleIntegrator(credentials: GoogleCredentials(), config: accounts) }
        switch operation {
        case "parse_response":
            let refund = try googleRefundFromStored(text: stored("google_refund"))
            return try caller().parseResponse(refund: refund, response: response)
        case "parse_notification":
            return try caller().parseNotification(request: request, nowMs: nowMs)
        case "parse_notification_response":
            return try shop().parseNotificationResponse(response: response, nowMs: nowMs)
        default: return try shop().parseRequest(request: request, nowMs: nowMs)
        }
    }

    private func server() throws -> Any {
        switch side["provider"] as! String {
        case "sberbank_legacy_server":
            let login = SberbankLegacyServerCredentials(
                userName: secret("userName"), password: secret("password"))
            return try SberbankLegacyServer(credentials: login).parseRequest(request: request)
        case "sberbank_gateway_server":
            let server = try SberbankGatewayServer(credentials: gatewayLogin)
            return try server.parseRequest(request: request)
        case "themap_server":
            let config = TheMapServerConfig(goodsPrice: config["goodsPrice"].map { _ in .kopecks })
            let server = try TheMapServer(credentials: mapKeys, config: config)
            return try server.parseRequest(request: request)
        default:
            let server = try TranzzoServer(credentials: tranzzoCredentials(credentials))
            return try server.parseRequest(request: request)
        }
    }
}
