use anteroom_guest::post_login::{Api, Event};

#[anteroom_guest::post_login]
fn on_login(_api: &mut Api, _event: &Event) -> anteroom_guest::Result {
    Ok(())
}

fn main() {}
