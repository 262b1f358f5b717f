import Foundation
import Mustache

/// All templates, loaded and checked once at start.
package struct Pages: Sendable {
    private let library: MustacheLibrary
    private let names: Set<String>
    package let statics: StaticFiles

    /// Loads every `.mustache` file below `directory`, named by its path without the ending.
    ///
    /// Throws, naming the file, when one cannot be parsed or refers to a partial that does not
    /// exist.
    package init(directory: String, statics: StaticFiles) throws {
        try self.init(sources: Pages.sources(in: directory), statics: statics)
    }

    /// For tests that add templates of their own.
    init(sources: [String: String], statics: StaticFiles) throws {
        var library = MustacheLibrary()
        for (name, source) in sources {
            do {
                try library.register(Pages.dedented(source), named: name)
            } catch let error as MustacheTemplate.ParserError {
                throw TemplateError(
                    "\(name).mustache, Zeile \(error.context.lineNumber): \(error.error)")
            }
            for partial in Pages.partials(in: source) where sources[partial] == nil {
                throw TemplateError(
                    "\(name).mustache verweist auf „\(partial)“; diese Vorlage fehlt.")
            }
        }
        self.library = library
        self.statics = statics
        names = Set(sources.keys)
    }

    /// Renders `view` with the template of that name.
    ///
    /// A tag which no value of the view answers to is an error: better no page than one that
    /// silently lacks an amount.
    package func render(_ template: String, _ view: some Sendable) throws -> String {
        let (html, missing) = try rendering(template, view)
        guard missing.isEmpty else {
            throw TemplateError(
                "\(template).mustache: unbekannt ist \(missing.joined(separator: ", ")).")
        }
        return html
    }

    /// The tags that `template` uses and `view` does not have, for tests. Sections that are not
    /// rendered are not seen: give the view a value for every optional and one row for every list.
    package func check(_ template: String, against view: some Sendable) throws -> [String] {
        try rendering(template, view).missing
    }

    /// Whether there is a template of that name.
    package func contains(_ template: String) -> Bool { names.contains(template) }

    private func rendering(
        _ template: String, _ view: some Sendable
    ) throws -> (html: String, missing: [String]) {
        let report = MissingTags()
        let root = ViewNode(view, mirror: Mirror(reflecting: view), report: report, isRoot: true)
        guard let html = library.render(root, withTemplate: template) else {
            throw TemplateError("Die Vorlage „\(template).mustache“ fehlt.")
        }
        report.settle()
        var seen: Set<String> = []
        return (html, report.names.filter { seen.insert($0).inserted })
    }

    static func sources(in directory: String) throws -> [String: String] {
        let root = URL(fileURLWithPath: directory, isDirectory: true).standardizedFileURL
        guard let files = FileManager.default.enumerator(
            at: root, includingPropertiesForKeys: nil)
        else {
            throw TemplateError("Das Verzeichnis der Vorlagen fehlt.")
        }
        var sources: [String: String] = [:]
        for case let file as URL in files where file.pathExtension == "mustache" {
            let path = file.standardizedFileURL.deletingPathExtension().path
            let name = String(path.dropFirst(root.path.count).drop { $0 == "/" })
            sources[name] = try String(contentsOf: file, encoding: .utf8)
        }
        guard !sources.isEmpty else {
            throw TemplateError("Das Verzeichnis der Vorlagen ist leer.")
        }
        return sources
    }

    /// Drops indentation: Mustache would repeat it on every line of an indented partial, also
    /// inside a `textarea`, where it is content.
    private static func dedented(_ source: String) -> String {
        source.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.drop { $0 == " " } }
            .joined(separator: "\n")
    }

    /// Names in `{{>name}}` and `{{<name}}`; dynamic ones (`{{>*name}}`) are known only when
    /// rendered.
    private static func partials(in source: String) -> [String] {
        source.matches(of: #/\{\{[<>]\s*(?<name>[^\s*}][^\s}]*)\s*\}\}/#)
            .map { String($0.output.name) }
    }
}

/// A fault in a template: names the file and what is wrong with it.
package struct TemplateError: Error, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}
