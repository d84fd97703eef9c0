use anteroom_guest::pre_user_registration::Event;

#[anteroom_guest::pre_user_registration]
fn on_register(_event: &Event) -> anteroom_guest::Result {
    Ok(())
}

fn main() {}
