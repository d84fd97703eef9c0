//! The category of a log event, by which log streams are filtered (reference 6).
//!
//! The reference names the categories and not what is in each; the codes are sorted here by their descriptions in `log_codes.tsv`.

/// The categories, as the Management API knows them.
pub const CATEGORIES: [&str; 20] = [
    "auth.login.fail",
    "auth.login.notification",
    "auth.login.success",
    "auth.logout.fail",
    "auth.logout.success",
    "auth.signup.fail",
    "auth.signup.success",
    "auth.silent_auth.fail",
    "auth.silent_auth.success",
    "auth.token_exchange.fail",
    "auth.token_exchange.success",
    "management.fail",
    "management.success",
    "scim.event",
    "system.notification",
    "user.fail",
    "user.notification",
    "user.success",
    "actions",
    "other",
];

/// The category of the code `kind`; `other` for what no category names.
pub fn of(kind: &str) -> &'static str {
    match kind {
        "f"
        | "fc"
        | "fco"
        | "fcoa"
        | "fp"
        | "fu"
        | "gd_auth_failed"
        | "gd_auth_rejected"
        | "passkey_challenge_failed"
        | "gd_otp_rate_limit_exceed"
        | "gd_recovery_failed"
        | "gd_recovery_rate_limit_exceed" => "auth.login.fail",
        "limit_wc" | "limit_mu" | "limit_sul" | "limit_ui" | "limit_phone" | "limit_delegation" | "pwd_leak" | "mfar" | "pla" | "w"
        | "cs" | "cls" | "gd_start_auth" => "auth.login.notification",
        "s" | "scoa" | "sdel" | "scv" | "gd_auth_succeed" | "gd_recovery_succeed" => "auth.login.success",
        "flo" | "federated_logout_failed" | "oidc_backchannel_logout_failed" | "universal_logout_failed" => "auth.logout.fail",
        "slo" | "oidc_backchannel_logout_succeeded" | "universal_logout_succeeded" => "auth.logout.success",
        "fs" | "signup_pwd_leak" | "fi" => "auth.signup.fail",
        "ss" | "si" => "auth.signup.success",
        "fsa" | "fdelsa" => "auth.silent_auth.fail",
        "ssa" | "sdelsa" => "auth.silent_auth.success",
        "feacft"
        | "feccft"
        | "fecte"
        | "fede"
        | "fens"
        | "feoobft"
        | "feotpft"
        | "fepft"
        | "fepotpft"
        | "fercft"
        | "ferrt"
        | "fertft"
        | "feta"
        | "fdeleacft"
        | "ciba_exchange_failed"
        | "ciba_start_failed"
        | "failed_on_behalf_of_token_exchange"
        | "idjag_exchange_failed"
        | "jwt_bearer_exchange_failed" => "auth.token_exchange.fail",
        "seacft"
        | "seccft"
        | "secte"
        | "sede"
        | "sens"
        | "seoobft"
        | "seotpft"
        | "sepft"
        | "sepkoobft"
        | "sepkotpft"
        | "sepkrcft"
        | "sercft"
        | "sertft"
        | "seta"
        | "sdeleacft"
        | "srrt"
        | "ciba_exchange_succeeded"
        | "ciba_start_succeeded"
        | "success_on_behalf_of_token_exchange"
        | "idjag_exchange_succeeded" => "auth.token_exchange.success",
        "fapi" => "management.fail",
        "sapi" | "mgmt_api_read" => "management.success",
        "fscim" | "sscim" => "scim.event",
        "api_limit"
        | "api_limit_warning"
        | "appi"
        | "depnote"
        | "acls_summary"
        | "coff"
        | "con"
        | "fn"
        | "wn"
        | "resource_cleanup"
        | "kms_key_management_failure"
        | "kms_key_management_success"
        | "kms_key_state_changed"
        | "custom_domain_verification_failed"
        | "directory_sync_completed"
        | "directory_sync_failed"
        | "directory_sync_started" => "system.notification",
        "fce" | "fcp" | "fcph" | "fcpn" | "fcpr" | "fcpro" | "fcu" | "fdu" | "fui" | "fv" | "fvr" | "fpurh" => "user.fail",
        "reset_pwd_leak" | "ublkdu" | "wum" => "user.notification",
        "sce" | "scp" | "scpn" | "scpr" | "scu" | "sdu" | "du" | "sui" | "sv" | "svr" | "organization_member_added" => "user.success",
        "actions_execution_failed" | "flows_execution_completed" | "flows_execution_failed" => "actions",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_that_the_server_writes_has_a_category_of_the_list() {
        for (kind, category) in [
            ("s", "auth.login.success"),
            ("fp", "auth.login.fail"),
            ("limit_wc", "auth.login.notification"),
            ("ssa", "auth.silent_auth.success"),
            ("seccft", "auth.token_exchange.success"),
            ("ferrt", "auth.token_exchange.fail"),
            ("sapi", "management.success"),
            ("actions_execution_failed", "actions"),
            ("nobody_knows", "other"),
        ] {
            assert_eq!(of(kind), category);
            assert!(CATEGORIES.contains(&category));
        }
    }
}
