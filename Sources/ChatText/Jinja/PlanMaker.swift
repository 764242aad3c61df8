// Runs a template once with contents that nobody knows, to see what it writes around them.

/// What a template's part comes to where contents are unknown.
enum PlannedValue {
    /// Nothing of it depends on a content.
    case known(Value)
    /// A text with contents in it.
    case text([RenderingPlan.Piece])
    case message(Int)
    case messages(Range<Int>)
    /// `loop` of a loop over messages.
    case loop(over: Range<Int>, index0: Int)
    /// What is only found out to be no part of a plan when it is used.
    case unusable
}

/// Makes ``RenderingPlan``s. Whatever could depend on what a content says, or on what else a
/// message might hold, ends the attempt; what doesn't is left to the ``Renderer``.
final class PlanMaker {
    /// The template does more with contents than to put them somewhere.
    struct NotPlanned: Error {}

    private static let mostSteps = 100_000
    private static let mostPieces = 1024
    private static let mostLiteralBytes = 1 << 20

    let roles: [TracedText]
    /// Evaluates what no content is in.
    let renderer: Renderer
    private let messagesSymbol: Symbol?
    private let loopSymbol: Symbol?
    private var scopes: [[Symbol: PlannedValue]] = [[:]]
    private var output: [RenderingPlan.Piece] = []
    private var effort = RenderingPlan.Effort()

    private init(_ template: ParsedTemplate, _ variables: [(String, Value)], roles: [TracedText]) {
        self.roles = roles
        messagesSymbol = template.symbols.find("messages")
        loopSymbol = template.symbols.find("loop")
        renderer = Renderer(template, variables, limits: .trial, clock: { JinjaClock(seconds: 0) })
    }

    /// The plan for messages of certain roles; `nil` where the template asks more of them.
    ///
    /// - Parameter variables: all that the template is given but `messages`.
    static func plan(
        of template: ParsedTemplate, _ variables: [(String, Value)], roles: [TracedText]
    ) -> RenderingPlan? {
        let maker = PlanMaker(template, variables, roles: roles)
        guard (try? maker.run(template.body)) == .ended else { return nil }
        return RenderingPlan(maker.output, maker.effort)
    }

    /// Counts a statement or an expression.
    func step() throws {
        effort.steps += 1
        if effort.steps > Self.mostSteps { throw NotPlanned() }
    }

    /// Notes how much of a text there is.
    func note(_ pieces: [RenderingPlan.Piece]) throws {
        effort.widest = max(effort.widest, pieces.count)
        effort.literalBytes = max(
            effort.literalBytes, pieces.reduce(0) { $0 + $1.literalBytes })
        if pieces.count > Self.mostPieces || effort.literalBytes > Self.mostLiteralBytes {
            throw NotPlanned()
        }
    }

    // MARK: Variables

    func lookUp(_ symbol: Symbol) -> PlannedValue {
        for scope in scopes.reversed() {
            if let value = scope[symbol] { return value }
        }
        if symbol == messagesSymbol { return .messages(roles.indices) }
        return .known(renderer.lookUp(symbol))
    }

    private func set(_ symbol: Symbol, _ value: PlannedValue) {
        scopes[scopes.count - 1][symbol] = value
    }

    private func inScope<Result>(_ body: () throws -> Result) rethrows -> Result {
        scopes.append([:])
        defer { scopes.removeLast() }
        return try body()
    }

    // MARK: Statements

    private func run(_ statements: [Statement]) throws -> Flow {
        for statement in statements {
            try step()
            let flow = try run(statement)
            if flow != .ended { return flow }
        }
        return .ended
    }

    private func run(_ statement: Statement) throws -> Flow {
        switch statement {
        case .data(let text): try write(pieces(of: .known(.string(text))))
        case .output(let expression): try write(pieces(of: evaluate(expression)))
        case .loop(let loop): try run(loop)
        case .condition(let branches, let otherwise):
            for branch in branches where try isTrue(evaluate(branch.test)) {
                return try run(branch.body)
            }
            return try run(otherwise)
        case .set(.name(let symbol), let value): set(symbol, try evaluate(value))
        case .setBlock(.name(let symbol), filter: nil, let body):
            set(symbol, .text(try textOf(body)))
        case .macro(let symbol, _): set(symbol, .unusable)
        case .scope(let body): return try inScope { try run(body) }
        case .generation(let body):
            try write(
                textOf(body).map { RenderingPlan.Piece(part: $0.part, isGenerated: true) })
        case .breakLoop: return .broken
        case .continueLoop: return .continued
        default: throw NotPlanned()
        }
        return .ended
    }

    private func write(_ pieces: [RenderingPlan.Piece]) throws {
        output += pieces
        try note(output)
    }

    private func textOf(_ body: [Statement]) throws -> [RenderingPlan.Piece] {
        let outer = output
        output = []
        defer { output = outer }
        // A loop's end inside of the block is no matter to what stands around it.
        _ = try inScope { try run(body) }
        return output
    }

    private func run(_ loop: LoopDefinition) throws {
        guard case .messages(let messages) = try evaluate(loop.iterable), loop.condition == nil,
            case .name(let target) = loop.target
        else { throw NotPlanned() }
        var hasEnded = false
        for (index0, message) in messages.enumerated() {
            let flow = try inScope {
                if loop.usesLoop, let loopSymbol {
                    set(loopSymbol, .loop(over: messages, index0: index0))
                }
                set(target, .message(message))
                return try run(loop.body)
            }
            if flow == .broken { break }
            hasEnded = hasEnded || flow == .ended
        }
        if !hasEnded { _ = try inScope { try run(loop.otherwise) } }
    }
}
