//! The endpoints of the tenant: its log, settings, pages and mail; and what reads as empty.

use super::super::{
    absent, attack_protection, branding, custom_domains, emails, guardian, log_streams, logs, prompts, signing_keys, stats, tenant_settings,
};
use super::Routes;

/// Adds them.
pub fn add(routes: Routes) -> Routes {
    routes
        // The tenant
        .get(
            "/attack-protection/breached-password-detection",
            &["read:attack_protection"],
            "Get Breached Password Detection settings",
            attack_protection::read_breached_password,
        )
        .patch(
            "/attack-protection/breached-password-detection",
            &["update:attack_protection"],
            "Update Breached Password Detection settings",
            attack_protection::update_breached_password,
        )
        .get(
            "/attack-protection/brute-force-protection",
            &["read:attack_protection"],
            "Get Brute-force settings",
            attack_protection::read_brute_force,
        )
        .patch(
            "/attack-protection/brute-force-protection",
            &["update:attack_protection"],
            "Update Brute-force settings",
            attack_protection::update_brute_force,
        )
        .get(
            "/attack-protection/suspicious-ip-throttling",
            &["read:attack_protection"],
            "Get Suspicious IP Throttling settings",
            attack_protection::read_suspicious_ip,
        )
        .patch(
            "/attack-protection/suspicious-ip-throttling",
            &["update:attack_protection"],
            "Update Suspicious IP Throttling settings",
            attack_protection::update_suspicious_ip,
        )
        .get("/branding", &["read:branding"], "Get branding settings", branding::read)
        .patch("/branding", &["update:branding"], "Update branding settings", branding::update)
        .get("/branding/templates/universal-login", &["read:branding"], "Get template for Universal Login", branding::template::read)
        .also(&[404])
        .put("/branding/templates/universal-login", &["update:branding"], "Set template for Universal Login", branding::template::set)
        .delete(
            "/branding/templates/universal-login",
            &["delete:branding"],
            "Delete template for Universal Login",
            branding::template::delete,
        )
        .post("/branding/themes", &["update:branding"], "Create branding theme", branding::themes::create)
        .get("/branding/themes/default", &["read:branding"], "Get default branding theme", branding::themes::read_default)
        .also(&[404])
        .get("/branding/themes/{id}", &["read:branding"], "Get branding theme", branding::themes::read)
        .patch("/branding/themes/{id}", &["update:branding"], "Update branding theme", branding::themes::update)
        .delete("/branding/themes/{id}", &["delete:branding"], "Delete branding theme", branding::themes::delete)
        .get("/custom-domains", &["read:custom_domains"], "Get custom domains configurations", custom_domains::list)
        .post("/custom-domains", &["create:custom_domains"], "Configure a new custom domain", custom_domains::create)
        .get("/custom-domains/default", &["read:custom_domains"], "Get the default domain", custom_domains::read_default)
        .get("/custom-domains/{id}", &["read:custom_domains"], "Get custom domain configuration", custom_domains::read)
        .patch("/custom-domains/{id}", &["update:custom_domains"], "Update custom domain configuration", custom_domains::update)
        .delete("/custom-domains/{id}", &["delete:custom_domains"], "Delete custom domain configuration", custom_domains::delete)
        .post("/email-templates", &["create:email_templates"], "Create an email template", emails::templates::create)
        .get("/email-templates/{name}", &["read:email_templates"], "Get an email template", emails::templates::read)
        .put("/email-templates/{name}", &["update:email_templates"], "Update an email template", emails::templates::replace)
        .patch("/email-templates/{name}", &["update:email_templates"], "Patch an email template", emails::templates::update)
        .get("/emails/provider", &["read:email_provider"], "Get email provider", emails::provider::read)
        .also(&[404])
        .post("/emails/provider", &["create:email_provider"], "Configure email provider", emails::provider::create)
        .patch("/emails/provider", &["update:email_provider"], "Update email provider", emails::provider::update)
        .also(&[404])
        .delete("/emails/provider", &["delete:email_provider"], "Delete email provider", emails::provider::delete)
        .also(&[404])
        .get("/guardian/factors", &["read:guardian_factors"], "Get Factors and multi-factor authentication details", guardian::list)
        .get(
            "/guardian/enrollments/{id}",
            &["read:guardian_enrollments"],
            "Get a multi-factor authentication enrollment",
            guardian::read_enrollment,
        )
        .delete(
            "/guardian/enrollments/{id}",
            &["delete:guardian_enrollments"],
            "Delete a multi-factor authentication enrollment",
            guardian::delete_enrollment,
        )
        .put("/guardian/factors/{name}", &["update:guardian_factors"], "Update multi-factor authentication type", guardian::update)
        .also(&[501])
        .get("/prompts", &["read:prompts"], "Get prompt settings", prompts::read)
        .patch("/prompts", &["update:prompts"], "Update prompt settings", prompts::update)
        .get("/prompts/{prompt}/partials", &["read:prompts"], "Get partials for a prompt", prompts::read_partials)
        .get("/prompts/{prompt}/custom-text/{language}", &["read:prompts"], "Get custom text for a prompt", prompts::read_texts)
        .put("/prompts/{prompt}/custom-text/{language}", &["update:prompts"], "Set custom text for a specific prompt", prompts::set_texts)
        .get("/keys/signing", &["read:signing_keys"], "Get all Application Signing Keys", signing_keys::list)
        .get("/keys/signing/{kid}", &["read:signing_keys"], "Get an Application Signing Key by its key id", signing_keys::read)
        .post(
            "/keys/signing/rotate",
            &["create:signing_keys", "update:signing_keys"],
            "Rotate the Application Signing Key",
            signing_keys::rotate,
        )
        .put(
            "/keys/signing/{kid}/revoke",
            &["update:signing_keys"],
            "Revoke an Application Signing Key by its key id",
            signing_keys::revoke,
        )
        .get("/logs", &["read:logs", "read:logs_users"], "Search log events", logs::list)
        .get("/logs/{id}", &["read:logs", "read:logs_users"], "Get a log event by id", logs::read)
        .get("/log-streams", &["read:log_streams"], "Get log streams", log_streams::list)
        .post("/log-streams", &["create:log_streams"], "Create a log stream", log_streams::create)
        .get("/log-streams/{id}", &["read:log_streams"], "Get log stream by ID", log_streams::read)
        .patch("/log-streams/{id}", &["update:log_streams"], "Update a log stream", log_streams::update)
        .delete("/log-streams/{id}", &["delete:log_streams"], "Delete log stream", log_streams::delete)
        .get("/stats/active-users", &["read:stats"], "Get active users count", stats::active_users)
        .get("/stats/daily", &["read:stats"], "Get daily stats", stats::daily)
        .get("/tenants/settings", &["read:tenant_settings"], "Get tenant settings", tenant_settings::read)
        .patch("/tenants/settings", &["update:tenant_settings"], "Update tenant settings", tenant_settings::update)
        // Empty, for clients that read everything
        .get("/attack-protection/bot-detection", &["read:attack_protection"], "Get Bot Detection settings", absent::bots)
        .get("/attack-protection/captcha", &["read:attack_protection"], "Get the CAPTCHA configuration for a tenant", absent::bots)
        .get("/branding/phone/providers", &["read:phone_providers"], "Get a list of phone providers", absent::phone_providers)
        .get("/branding/phone/templates", &["read:phone_templates"], "Get a list of phone notification templates", absent::phone_templates)
        .get("/event-streams", &["read:event_streams"], "Get event streams", absent::event_streams)
        .get("/flows", &["read:flows"], "Get flows", absent::flows)
        .get("/flows/vault/connections", &["read:flows_vault_connections"], "Get Flows Vault connection list", absent::flow_connections)
        .get("/forms", &["read:forms"], "Get forms", absent::forms)
        .get("/guardian/policies", &["read:mfa_policies"], "Get multi-factor authentication policies", absent::mfa_policies)
        .get("/prompts/rendering", &["read:prompts"], "Get render setting configurations for all screens", absent::renderings)
        .get("/self-service-profiles", &["read:self_service_profiles"], "Get self-service profiles", absent::self_service_profiles)
        .get(
            "/supplemental-signals",
            &["read:attack_protection"],
            "Get the supplemental signals configuration for a tenant",
            absent::supplemental_signals,
        )
}
