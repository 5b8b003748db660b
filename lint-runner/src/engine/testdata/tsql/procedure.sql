CREATE PROCEDURE [dbo].[GetUsers] @name NVARCHAR(50), @top int = 10
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (@top) u.[Id], u.Name, isnull(u.Email,'') Email FROM [dbo].[Users] u WITH (NOLOCK) WHERE u.Name like @name + '%'
    IF @@ROWCOUNT = 0 PRINT N'没有用户'
END
GO
EXEC dbo.GetUsers @name = N'李'
GO
