//! What a package says of itself in its `Cargo.toml`, for the version resource and the INF.

use serde_json::Value;

/// The longest text, in letters; a version resource has 16 bits for all of its bytes.
const LONGEST: usize = 1000;

/// What a package says of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct About {
    /// `package.name`.
    pub name: String,
    /// `package.version`.
    pub version: String,
    /// `package.description`.
    description: Option<String>,
    /// `package.metadata.miniport.company`, or else the first of `package.authors` without its address.
    pub company: Option<String>,
    /// `package.metadata.miniport.product`.
    product: Option<String>,
    /// `package.metadata.miniport.copyright`.
    pub copyright: Option<String>,
}

impl About {
    /// Takes it from a package of `cargo metadata`.
    pub(crate) fn of(package: &Value) -> Self {
        let text = |value: &Value| {
            let text = value.as_str()?.trim();
            (!text.is_empty()).then(|| text.chars().take(LONGEST).collect::<String>())
        };
        let ours = &package["metadata"]["miniport"];
        let author = text(&package["authors"][0])
            .and_then(|author| text(&author.split('<').next().unwrap_or_default().into()));
        Self {
            name: text(&package["name"]).unwrap_or_default(),
            version: text(&package["version"]).unwrap_or_default(),
            description: text(&package["description"]),
            company: text(&ours["company"]).or(author),
            product: text(&ours["product"]),
            copyright: text(&ours["copyright"]),
        }
    }

    /// What the file is: the description, or else the name.
    pub(crate) fn description(&self) -> &str {
        self.description.as_deref().unwrap_or(&self.name)
    }

    /// What the file is a part of: the product, or else the name.
    pub(crate) fn product(&self) -> &str {
        self.product.as_deref().unwrap_or(&self.name)
    }

    /// Major, minor and patch; what is larger than Windows has room for is the largest.
    pub(crate) fn numbers(&self) -> [u16; 3] {
        let core = self.version.split(['-', '+']).next().unwrap_or_default();
        let mut parts = core
            .split('.')
            .map(|part| part.parse::<u64>().unwrap_or(0))
            .map(|number| u16::try_from(number).unwrap_or(u16::MAX));
        std::array::from_fn(|_| parts.next().unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::About;
    use serde_json::json;

    #[test]
    fn the_company_is_what_the_metadata_says_or_the_first_author() {
        let mut package = json!({ "name": "disk", "authors": ["Ada <a@b.c>", "Bob"] });
        assert_eq!(About::of(&package).company.as_deref(), Some("Ada"));
        package["metadata"] = json!({ "miniport": { "company": "Ours", "product": " " } });
        let about = About::of(&package);
        assert_eq!(about.company.as_deref(), Some("Ours"));
        assert_eq!((about.product(), about.description()), ("disk", "disk"));
        assert_eq!(About::of(&json!({ "authors": ["<a@b.c>"] })).company, None);
    }

    #[test]
    fn a_version_has_three_numbers_of_16_bits() {
        for (version, numbers) in [
            ("1.2.3", [1, 2, 3]),
            ("10.20.30-rc.1+4", [10, 20, 30]),
            ("0.70000.1", [0, 65535, 1]),
            ("", [0; 3]),
        ] {
            let about = About::of(&json!({ "version": version }));
            assert_eq!(about.numbers(), numbers, "{version}");
        }
    }

    #[test]
    fn a_text_is_never_longer_than_a_resource_can_hold() {
        let about = About::of(&json!({ "description": "x".repeat(100_000) }));
        assert_eq!(about.description().len(), super::LONGEST);
    }
}
