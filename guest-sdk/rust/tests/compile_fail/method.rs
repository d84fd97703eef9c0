use anteroom_guest::post_login::{Api, Event};

struct Action;

impl Action {
    #[anteroom_guest::post_login]
    fn on_login(&self, _event: &Event, _api: &mut Api) -> anteroom_guest::Result {
        Ok(())
    }
}

fn main() {}
