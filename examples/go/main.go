package main

import (
	"github.com/pulumi-rainbond/pulumi-rainbond/sdk/go/rainbond"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		conf := config.New(ctx, "")
		blog, err := rainbond.NewMarketApp(ctx, "blog", &rainbond.MarketAppArgs{
			MarketUrl:       pulumi.String(conf.Require("marketUrl")),
			MarketDomain:    pulumi.String(conf.Require("marketDomain")),
			AppModelId:      pulumi.String(conf.Require("appModelId")),
			AppModelVersion: pulumi.String(conf.Require("appModelVersion")),
			Settings: rainbond.ComponentSettingsMap{
				"Web": rainbond.ComponentSettingsArgs{MinMemory: pulumi.Int(512)},
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("appId", blog.AppId)
		ctx.Export("serviceIds", blog.ServiceIds)
		ctx.Export("components", blog.Components)
		ctx.Export("address", blog.Components.Index(pulumi.Int(0)).InnerEndpoints().Index(pulumi.Int(0)))
		return nil
	})
}
