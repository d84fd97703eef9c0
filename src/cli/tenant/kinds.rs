//! Which things a tenant is made of.

use clap::ValueEnum;

/// A kind of things, in the order in which they are brought in: what others name comes before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// APIs.
    ResourceServers,
    /// Applications.
    Clients,
    /// What applications may do with APIs.
    Grants,
    /// Databases of users.
    DatabaseConnections,
    /// Roles.
    Roles,
    /// Actions, with their code.
    Actions,
    /// Which Actions run where.
    Triggers,
    /// Which Actions decide about which types of foreign tokens.
    TokenExchangeProfiles,
    /// The e-mail provider.
    EmailProvider,
    /// E-mail templates.
    Emails,
    /// Log streams.
    LogStreams,
    /// Organizations.
    Organizations,
    /// What Rules find in `configuration`; written only, because nobody can read it.
    RulesConfigs,
    /// Rules.
    Rules,
    /// Hooks.
    Hooks,
    /// Colours and logo.
    Branding,
    /// The theme of the hosted pages.
    Themes,
    /// Settings of the hosted pages.
    Prompts,
    /// Texts of the hosted pages.
    PromptsCustomText,
    /// Settings against attacks.
    AttackProtection,
    /// The tenant's settings.
    Tenant,
}

/// A text that lies in a file of its own beside its thing.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// The member that names the file.
    pub member: &'static str,
    /// What the file's name ends with.
    pub extension: &'static str,
    /// Whether the file is `code.js` in a folder of the thing's name, and named from the top.
    pub nested: bool,
}

impl Kind {
    /// All, in order.
    pub const ALL: [Self; 21] = [
        Self::ResourceServers,
        Self::Clients,
        Self::Grants,
        Self::DatabaseConnections,
        Self::Roles,
        Self::Actions,
        Self::Triggers,
        Self::TokenExchangeProfiles,
        Self::EmailProvider,
        Self::Emails,
        Self::LogStreams,
        Self::Organizations,
        Self::RulesConfigs,
        Self::Rules,
        Self::Hooks,
        Self::Branding,
        Self::Themes,
        Self::Prompts,
        Self::PromptsCustomText,
        Self::AttackProtection,
        Self::Tenant,
    ];

    /// Its name for people and for `--only`.
    pub fn shown(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// The folder that its files lie in; empty for the top.
    pub fn folder(self) -> &'static str {
        match self {
            Self::ResourceServers => "resource-servers",
            Self::Clients => "clients",
            Self::Grants => "grants",
            Self::DatabaseConnections => "database-connections",
            Self::Roles => "roles",
            Self::Actions => "actions",
            Self::Triggers => "triggers",
            Self::TokenExchangeProfiles => "token-exchange-profiles",
            Self::EmailProvider | Self::Emails => "emails",
            Self::LogStreams => "log-streams",
            Self::Organizations => "organizations",
            Self::RulesConfigs => "rules-configs",
            Self::Rules => "rules",
            Self::Hooks => "hooks",
            Self::Branding => "branding",
            Self::Themes => "themes",
            Self::Prompts | Self::PromptsCustomText => "prompts",
            Self::AttackProtection => "attack-protection",
            Self::Tenant => "",
        }
    }

    /// The name of its only file; `None` where there is one for each.
    pub fn document(self) -> Option<&'static str> {
        match self {
            Self::Triggers => Some("triggers.json"),
            Self::EmailProvider => Some("provider.json"),
            Self::Branding => Some("branding.json"),
            Self::Themes => Some("theme.json"),
            Self::Prompts => Some("prompts.json"),
            Self::PromptsCustomText => Some("custom-text.json"),
            Self::Tenant => Some("tenant.json"),
            _ => None,
        }
    }

    /// The member that tells it from others; `None` where the file's name does, or there is one only.
    pub fn key(self) -> Option<&'static str> {
        match self {
            Self::ResourceServers => Some("identifier"),
            Self::Emails => Some("template"),
            Self::TokenExchangeProfiles => Some("subject_token_type"),
            Self::RulesConfigs => Some("key"),
            Self::AttackProtection | Self::Grants => None,
            kind if kind.document().is_some() => None,
            _ => Some("name"),
        }
    }

    /// The text that lies beside it.
    pub fn text(self) -> Option<Text> {
        match self {
            Self::Actions => Some(Text { member: "code", extension: "js", nested: true }),
            Self::Rules | Self::Hooks => Some(Text { member: "script", extension: "js", nested: false }),
            Self::Emails => Some(Text { member: "body", extension: "html", nested: false }),
            _ => None,
        }
    }
}
