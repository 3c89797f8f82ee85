// What the check of a host's store finds.

import Foundation
import Refundkit
import Testing

private enum Fault {
    case none, noVersionCheck, readsBeforeItWrites
}

private actor Rows: LedgerHost {
    private var rows: [String: LedgerRow] = [:]
    private let fault: Fault

    init(_ fault: Fault) {
        self.fault = fault
    }

    func load(key: String) -> LedgerRow? {
        rows[key]
    }

    func store(step: StoreStep) async throws -> Bool {
        let version = rows[step.key]?.version ?? 0
        // Others come in while an actor waits.
        if fault == .readsBeforeItWrites { try await Task.sleep(nanoseconds: 50_000_000) }
        guard version == step.expected || fault == .noVersionCheck else { return false }
        rows[step.key] = LedgerRow(body: step.body, version: step.expected + 1)
        return true
    }

    func send(step: SendStep) -> HttpResponse? {
        nil
    }

    func acknowledge(response: HttpResponse) {}
}

@Suite struct Conformance {
    private func found(_ fault: Fault) async throws -> String? {
        do {
            try await checkStore(Rows(fault))
            return nil
        } catch let fault as StoreFault {
            return fault.description
        }
    }

    @Test func aTableThatKeepsTheRulesPasses() async throws {
        let found = try await found(.none)
        #expect(found == nil)
    }

    @Test func aStoreWithoutAVersionCheckIsFound() async throws {
        let found = try await found(.noVersionCheck)
        #expect(found?.hasSuffix("a first row is stored although there is one") == true)
    }

    @Test func aReadBeforeTheWriteIsFound() async throws {
        let found = try await found(.readsBeforeItWrites)
        #expect(found?.contains("of four that stored the same version at once") == true)
    }
}
