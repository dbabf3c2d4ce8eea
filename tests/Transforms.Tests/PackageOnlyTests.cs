using Transforms.Tests.Support;

namespace Transforms.Tests;

/// <summary>Stands for the tests in the folder PackageOnly, which are not compiled where the stand-ins take ML.NET's place.</summary>
public class PackageOnlyTests
{
    [PackageFact]
    public void TheTestsAgainstStockComponentsAreThere()
    {
        IEnumerable<Type> classes =
            typeof(PackageOnlyTests).Assembly.GetTypes().Where(type => type.Namespace == "Transforms.Tests.PackageOnly");

        Assert.Contains(classes, type => type.GetMethods().Any(method => method.IsDefined(typeof(PackageFactAttribute), inherit: false)));
    }
}
