import Mustache
import Synchronization

/// A view value as the templates see it: every stored property by its name, nothing else.
///
/// Mustache alone would reflect the whole struct again for every tag, look for an empty optional in
/// the values around it, and render a misspelt tag as nothing. A node reflects its struct once,
/// answers for an empty optional itself, and reports every name that it does not know.
final class ViewNode: MustacheParent, CustomStringConvertible {
    private let layout: [String: Int]
    private let values: [Any]
    private let original: Any
    private let report: MissingTags
    private let isRoot: Bool

    init(_ view: Any, mirror: Mirror, report: MissingTags, isRoot: Bool = false) {
        layout = ViewNode.layout(of: view, mirror: mirror)
        values = mirror.children.map { ViewNode.convert($0.value, report: report) }
        original = view
        self.report = report
        self.isRoot = isRoot
    }

    private init(_ dictionary: [String: Any], report: MissingTags) {
        var layout: [String: Int] = [:]
        var values: [Any] = []
        for (key, value) in dictionary {
            layout[key] = values.count
            values.append(ViewNode.convert(value, report: report))
        }
        self.layout = layout
        self.values = values
        original = dictionary
        self.report = report
        isRoot = false
    }

    func child(named name: String) -> Any? {
        guard let index = layout[name] else {
            report.missed(name, atRoot: isRoot)
            return nil
        }
        report.found(name)
        return values[index]
    }

    /// Values such as `Geld` render as they describe themselves.
    var description: String { String(describing: original) }

    private static func convert(_ value: Any, report: MissingTags) -> Any {
        if let text = value as? String { return text }
        if let flag = value as? Bool { return flag }
        if let number = value as? Int { return number }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional:
            guard let wrapped = mirror.children.first else { return EmptyValue() }
            return convert(wrapped.value, report: report)
        case .collection, .set:
            return mirror.children.map { convert($0.value, report: report) }
        case .dictionary:
            guard let dictionary = value as? [String: Any] else { return String(describing: value) }
            return ViewNode(dictionary, report: report)
        case .struct, .class, .tuple:
            return ViewNode(value, mirror: mirror, report: report)
        default:
            return String(describing: value)
        }
    }

    private static let layouts = Mutex<[ObjectIdentifier: [String: Int]]>([:])

    private static func layout(of view: Any, mirror: Mirror) -> [String: Int] {
        let type = ObjectIdentifier(Swift.type(of: view))
        if let known = layouts.withLock({ $0[type] }) { return known }
        let pairs = mirror.children.enumerated().compactMap { index, child in
            child.label.map { ($0, index) }
        }
        let layout = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        layouts.withLock { $0[type] = layout }
        return layout
    }
}

/// An optional without a value: known by name, renders as nothing, hides what the values around it
/// hold.
private struct EmptyValue: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }
}

/// Collects the tags of one rendering that no value of the view answers to.
final class MissingTags {
    private(set) var names: [String] = []
    /// A name an inner value did not know; the values around it are asked next, the root last.
    private var open: String?

    func missed(_ name: String, atRoot: Bool) {
        settle(next: name)
        if atRoot { names.append(name) } else { open = name }
    }

    func found(_ name: String) { settle(next: name) }

    /// Call once the rendering is over.
    func settle(next: String? = nil) {
        if let open, open != next { names.append(open) }
        open = nil
    }
}
