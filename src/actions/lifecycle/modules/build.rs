//! Building a module's draft. Unlike an Action's, a draft that does not build is not kept: Auth0's answers have no place for its fault.

use serde_json::json;

use crate::actions::lifecycle::LifecycleError;
use crate::actions::{Module, ModuleUnit};
use crate::app::App;
use crate::random::uuid;
use crate::scripts::module::{self, BuiltModule};

/// Builds the draft, and makes what came of it the draft's own.
pub async fn build(app: &App, module: &mut Module) -> Result<ModuleUnit, LifecycleError> {
    let unreadable = |error| LifecycleError::Invalid(format!("The dependencies are not a list of names and versions: {error}."));
    let dependencies = serde_json::from_value(module.dependencies.clone()).map_err(unreadable)?;
    let (built, dependencies) = module::build(&app.packages, &module.name, &module.code, dependencies).await?;
    let BuiltModule { source, builtins } = built;
    let unit = ModuleUnit { id: uuid(&*app.random), module_id: module.id.clone(), source, builtins };
    module.dependencies = json!(dependencies);
    module.unit.clone_from(&unit.id);
    Ok(unit)
}
