use anteroom_guest::post_login::{Api, Event};

#[anteroom_guest::post_login]
async unsafe fn on_login<T>(_event: &Event, _api: &mut Api) -> anteroom_guest::Result {
    Ok(())
}

fn main() {}
