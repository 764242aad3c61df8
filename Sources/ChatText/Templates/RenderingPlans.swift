// The plans of a model's template, made when conversations first ask for them.
import Synchronization

/// Plans by the roles of the messages, shared by all workers.
package final class RenderingPlans: Sendable {
    private static let mostMessages = 64
    private static let mostPlans = 4096

    /// `nil` for roles that the template makes no plan of.
    private let known = Mutex<[[UInt8]: RenderingPlan?]>([:])

    package init() {}

    /// What the template makes of a conversation; `nil` where it has to be run for that.
    package func text(
        of conversation: Conversation, by template: ModelTemplate, limits: JinjaLimits
    ) -> TracedText? {
        guard let (roles, bytes) = Self.plainRoles(of: conversation),
            let plan = plan(roles, conversation, template),
            plan.stays(within: limits, contentBytes: bytes)
        else { return nil }
        return plan.text(of: { conversation.messages[$0].content }, contentBytes: bytes)
    }

    /// The roles of messages that hold nothing but contents, and the bytes of these.
    private static func plainRoles(
        of conversation: Conversation
    ) -> (roles: [UInt8], bytes: Int)? {
        let messages = conversation.messages
        guard messages.count <= mostMessages, conversation.tools.isEmpty,
            conversation.documents.isEmpty, conversation.settings.isEmpty
        else { return nil }
        var roles: [UInt8] = []
        roles.reserveCapacity(messages.count)
        var bytes = 0
        for index in messages.indices {
            if messages[index].content.isEmpty || !messages[index].holdsContentAlone { return nil }
            roles.append(messages[index].role.number)
            bytes += messages[index].content.count
        }
        return (roles, bytes)
    }

    private func plan(
        _ roles: [UInt8], _ conversation: Conversation, _ template: ModelTemplate
    ) -> RenderingPlan? {
        if let plan = known.withLock({ $0[roles] }) { return plan }
        let plan = try? template.template(hasTools: false).plan(
            template.variables(), roles: conversation.messages.map(\.role.text))
        known.withLock { if $0.count < Self.mostPlans { $0[roles] = .some(plan) } }
        return plan
    }
}

extension Message {
    /// Nothing is there but a role and a content.
    fileprivate var holdsContentAlone: Bool {
        hasContent && reasoning.isEmpty && toolCalls.isEmpty && toolCallID.isEmpty && name.isEmpty
    }
}
