// What URLSession does when something goes wrong, over real sockets; docs/http-clients.md says the
// same.

#if os(Linux)
import Foundation
import FoundationNetworking
import Refundkit
import Testing

private let path = "/a%2Fb?x=%27+~&y=%D0%B0"
private let body = " {\"a\": \"é\"} "
private let headers = [
    Header(name: "content-type", value: "application/json"), Header(name: "x-b", value: "1"),
    Header(name: "x-a", value: "2"),
]
private let long: Int64 = 20_000
/// For an end that does not come.
private let waiting = ["silent", "stalled"]
private let limits: [String: Int64] = ["silent": 800, "stalled": 800, "connect_timeout": 2_000]

private func request(_ url: String, _ method: HttpMethod = .post) -> HttpRequest {
    HttpRequest(method: method, url: url, headers: headers, body: method == .post ? body : nil)
}

/// What the ledger hears, the error behind it, and what arrived.
private struct Sent: Sendable {
    let heard: String
    let error: (any Error)?
    let arrived: Arrived
}

/// What came of a case, by method: sent by the package, and by the client as it comes.
private struct Row {
    let told: Case
    let here: [HttpMethod: Sent]
    let byItself: [HttpMethod: Sent]
}

private typealias Send = @Sendable (HttpRequest, Int64) async throws -> HttpResponse

/// As who knows no better sends, with a time limit.
private func plainly(_ request: HttpRequest, _ milliseconds: Int64) async throws -> HttpResponse {
    let sending = Task { try await HttpResponse(URLSession.shared.data(for: request.urlRequest!)) }
    let timer = Task {
        try await Task.sleep(nanoseconds: UInt64(milliseconds) * 1_000_000)
        sending.cancel()
    }
    defer { timer.cancel() }
    return try #require(await sending.value)
}

/// Sends once to a case, on a connection that was used before where the case asks for that.
private func sent(
    _ send: Send, _ servers: Servers, _ told: Case, _ method: HttpMethod
) async throws -> Sent {
    if told.name == "reused_reset" {
        _ = try await send(request(told.url, method), long)
        _ = try servers.arrived(told.name)
    }
    do {
        let response = try await send(request(told.url + path, method), limits[told.name] ?? long)
        #expect(response.status >= 300 || text(response.body) == "{}")
        return try Sent(heard: "response", error: nil, arrived: servers.arrived(told.name))
    } catch let error as NotSent {
        let arrived = try servers.arrived(told.name)
        return Sent(heard: "**not sent**", error: error.cause, arrived: arrived)
    } catch {
        return try Sent(heard: "lost", error: error, arrived: servers.arrived(told.name))
    }
}

private func measured() async throws -> [Row] {
    let (servers, sender) = (try Servers(), URLSessionSender())
    let once: Send = { try await sender.send($0, within: $1) }
    let plain: Send = { try await plainly($0, min($1, 3_000)) }
    var rows: [Row] = []
    for told in servers.cases {
        let arrives = !told.unsent && !waiting.contains(told.name)
        var (here, byItself): ([HttpMethod: Sent], [HttpMethod: Sent]) = ([:], [:])
        for method in arrives ? [HttpMethod.post, .get] : [.post] {
            here[method] = try await sent(once, servers, told, method)
            guard arrives && !told.name.hasPrefix("tls") else { continue }
            byItself[method] = try await sent(plain, servers, told, method)
        }
        rows.append(Row(told: told, here: here, byItself: byItself))
    }
    return rows
}

/// Whether the system trusts the authority of the servers, as that of `REFUNDKIT_SWIFT_CHROOT` does
/// in `cargo xtask swift`.
private let isTrusted: Bool = {
    let trusted = try? String(contentsOfFile: "/etc/ssl/certs/ca-certificates.crt", encoding: .utf8)
    return (try? trusted?.contains(key("tls_ca"))) == true
}()

@Suite(.enabled(if: Servers.areHere)) struct Clients {
    private static let run = Task { try await measured() }

    @Test func whatIsNotSentHasNotArrivedAndCouldNot() async throws {
        for row in try await Self.run.value where row.here[.post]?.heard == "**not sent**" {
            #expect(row.told.unsent && row.here[.post]?.arrived.bytes == 0, "\(row.told.name)")
        }
    }

    @Test func oneSendingArrivesOnce() async throws {
        for row in try await Self.run.value {
            #expect(row.here.values.allSatisfy { $0.arrived.requests <= 1 }, "\(row.told.name)")
        }
    }

    /// Foundation keeps no order of headers; no signature covers it.
    @Test func itArrivesAsItWasBuilt() async throws {
        let row = try #require(await Self.run.value.first { $0.told.name == "ok" })
        let arrived = try #require(row.here[.post]).arrived
        #expect(arrived.line == "POST \(path) HTTP/1.1" && arrived.body == body)
        let found = arrived.headers.map { Header(name: $0[0].lowercased(), value: $0[1]) }
        for header in headers + [Header(name: "content-length", value: "13")] {
            #expect(found.filter { $0.name == header.name } == [header])
        }
    }

    @Test(.enabled(if: isTrusted)) func thePageSaysWhatWasFound() async throws {
        let rows = try await Self.run.value
        let errors = rows.map { [$0.told.what, described($0.here[.post]!)] }
        let arriving = rows.filter { !$0.byItself.isEmpty }
        let arrivals = arriving.map { [$0.told.what, counted($0.byItself)] }
        try holdPage(
            "What the ledger hears:\n\n\(table(errors))\n\n"
                + "Requests that arrive when the client sends by itself, as it comes:\n\n"
                + table(arrivals))
    }

    @Test func whatComesTooLateIsNotSent() async throws {
        let (asked, before) = (request("http://127.0.0.1:1"), millisecondsSince1970() - 1)
        let step = SendStep(id: 1, request: asked, money: true, before: before)
        await #expect(throws: NotSent.self) { _ = try await URLSessionSender().send(step) }
    }

    /// `localhost` is `::1`, where nobody listens, and `127.0.0.1`, which takes the request and
    /// closes: the code is that of the refusal.
    @Test func theRefusalOfAFirstAddressProvesNothing() async throws {
        let servers = try Servers()
        let url = servers.url("closed").replacingOccurrences(of: "127.0.0.1", with: "localhost")
        do {
            _ = try await URLSessionSender().send(request(url), within: long)
            Issue.record("there is no response")
        } catch {
            #expect((error as? URLError)?.code == .cannotConnectToHost)
        }
        #expect(try servers.arrived("closed").requests == 1)
    }

    @Test func aCancelledTaskEndsAtOnce() async throws {
        let servers = try Servers()
        let sending = Task { [url = servers.url("silent")] in
            try await URLSessionSender().send(request(url), within: long)
        }
        try await Task.sleep(nanoseconds: 300_000_000)
        sending.cancel()
        await #expect(throws: CancellationError.self) { _ = try await sending.value }
        #expect(try servers.arrived("silent").requests == 1)
    }

    @Test func aCancelledTaskSendsNothing() async throws {
        let servers = try Servers()
        let sending = Task { [url = servers.url("ok")] in
            while !Task.isCancelled { await Task.yield() }
            return try await URLSessionSender().send(request(url), within: long)
        }
        sending.cancel()
        await #expect(throws: CancellationError.self) { _ = try await sending.value }
        #expect(try servers.arrived("ok").requests == 0)
    }

    @Test func ofALongBodyOneByteMoreIsKept() async throws {
        let server = try Python(["-c", longBody])
        let asked = request("http://127.0.0.1:\(server.line())", .get)
        let kept = try await URLSessionSender().send(asked, within: long).body.count
        #expect(kept == 4 * 1024 * 1024 + 1)
    }
}

/// Responds with 64 MiB of zeros, compressed.
private let longBody = """
    import socket, zlib
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    accepted, _ = listener.accept()
    accepted.recv(65536)
    packed = zlib.compress(bytes(1 << 26))
    head = "HTTP/1.1 200 OK\\r\\nContent-Encoding: deflate\\r\\nContent-Length: %d\\r\\n\\r\\n"
    accepted.sendall((head % len(packed)).encode() + packed)
    """

private let codes: [URLError.Code: String] = [
    .unknown: "unknown", .timedOut: "timedOut", .cancelled: "cancelled",
    .cannotFindHost: "cannotFindHost", .cannotConnectToHost: "cannotConnectToHost",
    .networkConnectionLost: "networkConnectionLost", .badServerResponse: "badServerResponse",
]

/// What decides: where nothing was sent, what libcurl says, but for the name that has no address.
private func described(_ end: Sent) -> String {
    guard let error = end.error else { return end.heard }
    let code = (error as? URLError).flatMap { codes[$0.code] } ?? "\(error)"
    let message = error.localizedDescription.prefix { !$0.isNumber && $0 != "'" }
    let isByCode = end.heard == "lost" || code == "cannotFindHost"
    let said = isByCode ? "`.\(code)`" : "\"\(message.trimmingCharacters(in: .whitespaces))\""
    return "\(said): \(end.heard)"
}

private func counted(_ ends: [HttpMethod: Sent]) -> String {
    let (posts, gets) = (ends[.post]!.arrived.requests, ends[.get]!.arrived.requests)
    return posts == gets ? "\(posts)" : "POST \(posts), GET \(gets)"
}

private func table(_ rows: [[String]]) -> String {
    let head = [["", "`URLSession` on Linux"], ["---", "---"]]
    return (head + rows).map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
}

/// Compares what stands between the two marks of a part of the page, or writes it where
/// `WRITE_FIXTURES` is set.
private func holdPage(_ text: String) throws {
    let page = kept.appendingPathComponent("../docs/http-clients.md").standardizedFileURL
    let (begin, end) = ("<!-- Swift: written by the tests -->\n", "<!-- end of Swift -->")
    let found = try String(contentsOf: page, encoding: .utf8)
    let start = try #require(found.range(of: begin)).upperBound
    let stop = try #require(found.range(of: end)).lowerBound
    guard ProcessInfo.processInfo.environment["WRITE_FIXTURES"] != nil else {
        #expect(found[start..<stop] == "\n\(text)\n\n")
        return
    }
    let written = found.replacingCharacters(in: start..<stop, with: "\n\(text)\n\n")
    try written.write(to: page, atomically: true, encoding: .utf8)
}
#endif
