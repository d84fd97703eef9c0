use anteroom_guest::post_login::Event;
use anteroom_guest::pre_user_registration::Api;

#[anteroom_guest::post_login]
fn on_login(_event: &Event, _api: &mut Api) -> anteroom_guest::Result {
    Ok(())
}

fn main() {}
