import pulumi
import pulumi_rainbond as rainbond

config = pulumi.Config()

blog = rainbond.MarketApp(
    "blog",
    market_url=config.require("marketUrl"),
    market_domain=config.require("marketDomain"),
    app_model_id=config.require("appModelId"),
    app_model_version=config.require("appModelVersion"),
    settings={"Web": rainbond.ComponentSettingsArgs(min_memory=512)},
)

pulumi.export("appId", blog.app_id)
pulumi.export("serviceIds", blog.service_ids)
pulumi.export("components", blog.components)
pulumi.export("address", blog.components.apply(lambda components: components[0].inner_endpoints[0]))
