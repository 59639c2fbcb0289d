import ALMS
import Testing

@Suite("The operation catalogue")
struct CatalogueTests {
    @Test("declares every operation and every parameter once")
    func isComplete() {
        #expect(Catalogue.operations.map(\.name) == OperationName.allCases)
        #expect(Catalogue.parameters.count == ParameterName.allCases.count)
        #expect(Set(Catalogue.parameters.map(\.name)) == Set(ParameterName.allCases))
        for name in OperationName.allCases { #expect(name.operation.name == name) }
        for name in ParameterName.allCases { #expect(name.parameter.name == name) }
    }

    @Test(
        "lists the parameters of each operation in the document's order",
        arguments: [
            (OperationName.synchronizeApartments, "apartmentList"),
            (
                .auth,
                "buildingId doorType code door startTime endTime author authoredName authoredMobile"
            ),
            (.deleteAuth, "buildingId doorType code door authoredMobile"),
            (.remoteAction, "buildingId doorType code door operator"),
            (
                .generatePassword,
                "buildingId doorType code door startTime endTime author authoredName authoredMobile "
                    + "password"
            ),
            (.removePassword, "buildingId doorType code door authoredMobile"),
            (.getDeviceLogs, "doorType code door page pageSize"),
            (.getDeviceLogsPageCount, "doorType code door page pageSize"),
        ]
    )
    func parameters(operation: OperationName, names: String) {
        #expect(operation.operation.uses.map(\.name.rawValue).joined(separator: " ") == names)
    }

    @Test("calls open exactly what the interface page lists")
    func exposure() {
        let open = Catalogue.parameters.filter { $0.exposure == .open }.map(\.name.rawValue)
        #expect(
            Set(open) == [
                "buildingId", "code", "doorType", "door", "startTime", "endTime", "page",
                "pageSize", "partnerId", "timestamp", "nonstr",
            ]
        )
        #expect(ParameterName.token.parameter.exposure == .nowhere)
        #expect(ParameterName.password.parameter.isSecret)
    }

    @Test("repeats everything but the opening of a door")
    func repeatability() {
        let never = Catalogue.operations.filter { $0.repeatability == .never }.map(\.name)
        #expect(never == [.remoteAction])
        #expect(
            Catalogue.operations.filter { !$0.isWrite }.map(\.name)
                == [.getDeviceLogs, .getDeviceLogsPageCount]
        )
    }
}
