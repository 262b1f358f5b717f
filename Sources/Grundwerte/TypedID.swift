/// Eine Kennung, die weiß, wozu sie gehört: Die eines Falls passt nicht, wo eine Person verlangt
/// ist.
package struct TypedID<Zweck>: Hashable, Sendable, Comparable, Codable, LosslessStringConvertible {
    package let uuid: UUIDv7

    package init(_ uuid: UUIDv7) { self.uuid = uuid }

    /// Eine neue, aufsteigende Kennung.
    package init() { uuid = UUIDv7() }

    package init?(_ text: String) {
        guard let uuid = UUIDv7(text) else { return nil }
        self.init(uuid)
    }

    package var description: String { uuid.description }

    package static func < (links: TypedID, rechts: TypedID) -> Bool { links.uuid < rechts.uuid }

    package init(from decoder: any Decoder) throws { uuid = try UUIDv7(from: decoder) }
    package func encode(to encoder: any Encoder) throws { try uuid.encode(to: encoder) }
}
