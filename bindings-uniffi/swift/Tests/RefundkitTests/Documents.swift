// Documents of the ledger's stories as values of the package, and values of the package as documents.

import Foundation
import Refundkit

extension Members {
    func members(_ name: String) -> Members {
        self[name] as! Members
    }

    func number(_ name: String) -> Int64 {
        (self[name] as! NSNumber).int64Value
    }
}

func tranzzoCredentials(_ given: Members) -> TranzzoCredentials {
    TranzzoCredentials(
        posId: given["posId"] as! String, apiKey: Secret(given["apiKey"] as! String),
        apiSecret: Secret(given["apiSecret"] as! String), endpointsKey: Secret(given["endpointsKey"] as! String))
}

func settings(_ given: Members) -> LedgerSettings {
    var settings = LedgerSettings(account: given["account"] as! String)
    settings.echoesReferences = given["echoesReferences"] as? Bool
    settings.noOtherRefunds = given["noOtherRefunds"] as? Bool ?? false
    if let told = given["patience"] as? Members { settings.patience = patience(told) }
    return settings
}

/// What is left out has its default.
private func patience(_ given: Members) -> Patience {
    var patience = Patience()
    if given["questions"] != nil { patience.questions = UInt32(given.number("questions")) }
    if given["sendings"] != nil { patience.sendings = UInt32(given.number("sendings")) }
    if given["longestMs"] != nil { patience.longestMs = given.number("longestMs") }
    if given["unreadableMs"] != nil { patience.unreadableMs = given.number("unreadableMs") }
    return patience
}

func amount(_ given: Members) -> Money {
    Money(minorUnits: given.number("minorUnits"), currency: given["currency"] as! String)
}

func wish(_ given: Members) -> TranzzoRequest {
    TranzzoRequest(amount: amount(given.members("amount")), comment: given["comment"] as? String)
}

func adopted(_ given: Members) -> AdoptedRefund {
    AdoptedRefund(
        amount: amount(given.members("amount")), wireReference: given["wireReference"] as? String,
        sentAtMs: given.number("sentAtMs"))
}

func responded(_ given: Members) -> HttpResponse {
    let headers = (given["headers"] as! [[String]]).map { Header(name: $0[0], value: $0[1]) }
    return HttpResponse(status: UInt16(given.number("status")), headers: headers, body: Data((given["body"] as! String).utf8))
}

func event(_ given: Members) -> RefundEvent {
    RefundEvent(
        kind: given["kind"] as? String == "refund" ? .refund : .other, providerType: given["providerType"] as! String, paymentId: given["paymentId"] as? String,
        merchantOrder: given["merchantOrder"] as? String, entries: (given["entries"] as? [Members] ?? []).map(entry),
        dedupeKey: given["dedupeKey"] as! String, acknowledgement: responded(given.members("acknowledgement")))
}

/// The states of entries that stories have.
private let statuses: [String: RefundStatus] = ["succeeded": .succeeded, "pending": .pending, "declined": .declined]

private func entry(_ given: Members) -> RefundEntry {
    RefundEntry(
        refundId: given["refundId"] as? String, status: statuses[given["status"] as! String]!,
        providerStatus: given["providerStatus"] as? String, amount: amount(given.members("amount")),
        reference: given["reference"] as? String, chargeback: given["chargeback"] as! Bool,
        bankReference: given["bankReference"] as? String, receipt: given["receipt"] as? String, code: given["code"] as? String,
        fee: (given["fee"] as? Members).map(amount), completedAt: given["completedAt"] as? String,
        completedAtMs: (given["completedAtMs"] as? NSNumber)?.int64Value)
}

func document(_ step: LedgerStep) -> Members {
    switch step {
    case let .store(step): named("store", step)
    case let .sign(step): named("sign", step)
    case let .send(step): named("send", step)
    case let .acknowledge(step): named("acknowledge", step)
    case let .rest(step): named("rest", step)
    }
}

private func named(_ kind: String, _ step: Any) -> Members {
    var members = document(step) as! Members
    members["kind"] = kind
    return members
}

/// A value as documents write it. Messages give nothing to a mirror, so they are written by hand.
func document(_ value: Any) -> Any {
    switch value {
    case let text as String: return text
    case let truth as Bool: return truth
    case let number as Int64: return NSNumber(value: number)
    case let number as UInt32: return NSNumber(value: number)
    case let number as UInt64: return NSNumber(value: number)
    case let list as [Any]: return list.map { document($0) }
    case let request as HttpRequest: return written(request)
    case let response as HttpResponse: return written(response)
    default: return reflected(value)
    }
}

private func written(_ request: HttpRequest) -> Any {
    let method = request.method == .post ? "POST" : "GET"
    var message: Members = ["method": method, "url": request.url, "headers": pairs(request.headers)]
    if let body = request.body { message["body"] = body }
    return sparse(message)
}

private func written(_ response: HttpResponse) -> Any {
    let status = NSNumber(value: response.status)
    let message: Members = ["status": status, "headers": pairs(response.headers), "body": text(response.body)]
    return sparse(message)
}

private func pairs(_ headers: [Header]) -> [[String]] {
    headers.map { [$0.name, $0.value] }
}

/// The members of a record, or the name of a case.
private func reflected(_ value: Any) -> Any {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return mirror.children.first.map { document($0.value) } ?? NSNull()
    case .enum: return snake("\(value)")
    default:
        let members = mirror.children.map { (child) -> (String, Any) in (child.label!, document(child.value)) }
        return sparse(Members(uniqueKeysWithValues: members))
    }
}

/// `manualReview` is `manual_review` in documents.
private func snake(_ name: String) -> String {
    name.map { $0.isUppercase ? "_\($0.lowercased())" : "\($0)" }.joined()
}

/// Without members that are null or an empty list: documents leave out some of them, and the classes none.
func sparse(_ value: Any) -> Any {
    if let list = value as? [Any] { return list.map(sparse) }
    guard let members = value as? Members else { return value }
    return members.filter { !($0.value is NSNull) && ($0.value as? [Any])?.isEmpty != true }.mapValues(sparse)
}
