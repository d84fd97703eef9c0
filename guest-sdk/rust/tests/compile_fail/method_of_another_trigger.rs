use anteroom_guest::post_user_registration::{Api, Event};

#[anteroom_guest::post_user_registration]
fn on_registered(_event: &Event, api: &mut Api) -> anteroom_guest::Result {
    api.access().deny("The user exists already.");
    Ok(())
}

fn main() {}
