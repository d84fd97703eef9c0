mod login {
    use anteroom_guest::post_login::{Api, Event};

    #[anteroom_guest::post_login]
    fn on_login(_event: &Event, _api: &mut Api) -> anteroom_guest::Result {
        Ok(())
    }
}

mod registration {
    use anteroom_guest::pre_user_registration::{Api, Event};

    #[anteroom_guest::pre_user_registration]
    fn on_register(_event: &Event, _api: &mut Api) -> anteroom_guest::Result {
        Ok(())
    }
}

fn main() {}
